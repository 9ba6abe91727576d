"""What others include: the action and the template, run as their hosts run them."""
