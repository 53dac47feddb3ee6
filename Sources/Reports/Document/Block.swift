/// What a section is made of: prose, a table, a drawing, …
package protocol Block: Sendable {
    /// Lines for a terminal, without what could steer it.
    func lines(_ terminal: Terminal) -> [String]
    /// Empty where Markdown does not show it.
    var markdown: String { get }
    /// Empty where the page does not show it.
    var elements: [Element] { get }
}

extension Block {
    /// The same block, shown there only.
    func only(_ media: Media) -> any Block { Restricted(block: self, media: media) }
}

/// A block that not every form shows.
private struct Restricted: Block {
    let block: any Block
    let media: Media

    func lines(_ terminal: Terminal) -> [String] { media.contains(.terminal) ? block.lines(terminal) : [] }
    var markdown: String { media.contains(.markdown) ? block.markdown : "" }
    var elements: [Element] { media.contains(.page) ? block.elements : [] }
}

/// Where people read a document.
package struct Media: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let terminal = Media(rawValue: 1)
    package static let markdown = Media(rawValue: 2)
    package static let page = Media(rawValue: 4)

    package static let all: Media = [.terminal, .markdown, .page]
    /// Where there is room for everything.
    static let written: Media = [.markdown, .page]
}
