"""What the tests run against: moto's server, a merchant's server, and the events Lambda would send."""
