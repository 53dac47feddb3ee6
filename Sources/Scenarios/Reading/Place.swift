/// Where something stands: in a line of a file, or in an argument of the command line.
struct Place: Sendable, Hashable {
    var line: Int?
    var column: Int?
    /// `--set path=value`; a place has this or a line, or neither when it is that of a whole file.
    var argument: String?
}
