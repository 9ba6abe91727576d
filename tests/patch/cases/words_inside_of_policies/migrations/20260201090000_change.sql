alter policy "Staff look" on shipments using (weight < 10);
