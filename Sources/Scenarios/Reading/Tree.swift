import Tables

/// Where something stands: in a line of a file, or in an argument of the command line.
struct Place: Sendable, Hashable {
    var line: Int?
    var column: Int?
    /// `--set path=value`; a place has this or a line, or neither when it is that of a whole file.
    var argument: String?
}

/// What a scenario file says before anyone asks whether it makes sense: scalars, lists and mappings with their places.
///
/// Keeps the order of keys, has each key of a mapping once, and knows no YAML.
struct Tree: Sendable {
    var content: Content
    var place: Place

    enum Content: Sendable {
        /// No value: `key:` and nothing behind it.
        case nothing
        case scalar(String)
        case list([Tree])
        case mapping([Branch])
    }

    /// A key of a mapping and what stands behind it.
    struct Branch: Sendable {
        var key: String
        var place: Place
        var value: Tree
    }

    /// The keys of a mapping; none for `nothing`, nil for other content.
    var branches: [Branch]? {
        switch content {
        case .mapping(let branches): branches
        case .nothing: []
        default: nil
        }
    }

    /// Whether there is no value.
    var isNothing: Bool {
        if case .nothing = content { true } else { false }
    }

    /// The text of a scalar; nil for other content.
    var scalar: String? {
        if case .scalar(let text) = content { text } else { nil }
    }

    /// What stands behind `key`, or nil.
    subscript(key: String) -> Tree? { branches?.first { $0.key == key }?.value }

    /// What stands at the end of the path, or nil.
    subscript(path: [String]) -> Tree? { path.reduce(self) { tree, key in tree?[key] } }

    /// As the middle of a sentence: `"7"`, `a mapping`, `an empty list`, `nothing`.
    var found: String {
        switch content {
        case .nothing: "nothing"
        case .scalar(let text): "\"\(ForeignText.quoted(text))\""
        case .list(let items): items.isEmpty ? "an empty list" : "a list"
        case .mapping(let branches): branches.isEmpty ? "an empty mapping" : "a mapping"
        }
    }
}
