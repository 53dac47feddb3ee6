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
