alter type public.state rename to ticket_status;
