"""Who may sign in at the hub: accounts, passwords, second factors, sessions, the audit."""
