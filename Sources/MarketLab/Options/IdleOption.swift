/// An option of a command line that may say nothing beside others, and whether it is given.
typealias IdleOption = (name: String, isGiven: Bool)
