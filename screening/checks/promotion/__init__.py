"""How a site promotes: codes, rewards, paid clicks."""
