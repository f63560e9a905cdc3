"""What people see in Discord: answers, notices, buttons and forms. Nothing here asks the reports anything."""
