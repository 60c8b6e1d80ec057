"""What honest peers give: fitted rates and levels, and what is drawn from them."""
