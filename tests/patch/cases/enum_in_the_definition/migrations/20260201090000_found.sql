alter type public.source add value 'found' before 'given';
