/// A plot for a wide page and one for a phone: the same figures, laid out for the room that there is.
struct Drawing: Block {
    let wide: Element
    let narrow: Element

    func lines(_ terminal: Terminal) -> [String] { [] }
    var markdown: String { "" }
    var elements: [Element] {
        [.html("figure", "wide", children: [wide]), .html("figure", "narrow", children: [narrow])]
    }
}

/// Small plots, two beside each other where there is room.
struct Drawings: Block {
    /// How much room each takes.
    enum Size: String {
        case half = "courses"
        case small = "courses small"
    }

    let drawings: [Element]
    let size: Size

    init(_ drawings: [Element], size: Size = .half) {
        self.drawings = drawings
        self.size = size
    }

    func lines(_ terminal: Terminal) -> [String] { [] }
    var markdown: String { "" }

    var elements: [Element] {
        drawings.isEmpty
            ? [] : [.html("div", size.rawValue, children: drawings.map { .html("figure", children: [$0]) })]
    }
}
