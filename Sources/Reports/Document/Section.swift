/// A part of a document under a title of its own. It renders itself in every form: what it holds are blocks, which know how.
package protocol Section: Sendable {
    /// Of letters, digits and hyphens, once in the document.
    var id: String { get }
    var title: String { get }
    var blocks: [any Block] { get }
    /// Where it is shown.
    var media: Media { get set }
}

extension Section {
    /// A terminal has no room for titles that say what everybody sees.
    func lines(_ terminal: Terminal) -> [String] {
        guard media.contains(.terminal) else { return [] }
        return blocks.reduce(into: []) { lines, block in
            // A headline within the section has room above it.
            lines += (block is Heading && !lines.isEmpty ? [""] : []) + block.lines(terminal)
        }
    }

    var markdown: String {
        guard media.contains(.markdown) else { return "" }
        let parts = blocks.map(\.markdown).filter { !$0.isEmpty }
        return parts.isEmpty ? "" : (["## " + MarkdownText.inline(title)] + parts).joined(separator: "\n\n")
    }

    /// Empty where the page does not show it.
    var elements: [Element] {
        guard media.contains(.page) else { return [] }
        let head = Element.html(
            "h2", "", ["id": id],
            children: [
                .words(Wording.unbroken(title) + " "),
                .html("a", "up", ["href": "#top", "aria-label": "Contents"], text: "↑"),
            ])
        return [.html("section", "", ["aria-labelledby": id], children: [head] + blocks.flatMap(\.elements))]
    }
}

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
