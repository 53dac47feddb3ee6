import Foundation

/// What a document tells people: what came out, first of all, and then section by section.
public struct Page: Sendable {
    /// What kind of document it is, above the title.
    let kind: String
    let title: String
    /// What stands first.
    let banners: [Banner]
    /// Between the banners and the sections.
    let summary: [any Block]
    let sections: [any Section]
    /// The page that lists this one among others, as an address from this one; nil where there is none.
    let index: String?
    /// After how many seconds the page asks for itself again; nil of one that stays.
    let renewedAfterSeconds: Int?

    init(
        kind: String, title: String, banners: [Banner], summary: [any Block] = [], sections: [any Section],
        index: String? = nil, renewedAfterSeconds: Int? = nil
    ) {
        self.kind = kind
        self.title = title
        self.banners = banners
        self.summary = summary
        self.sections = sections
        self.index = index
        self.renewedAfterSeconds = renewedAfterSeconds
    }

    func text(_ terminal: Terminal) -> String {
        let parts = (banners + summary).map { $0.lines(terminal) } + sections.map { $0.lines(terminal) }
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    var markdown: String {
        let parts =
            ["# " + MarkdownText.inline(title)] + (banners + summary).map(\.markdown) + sections.map(\.markdown)
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    /// - Parameter json: the document's figures, which can be taken from the page.
    func html(json: Data) -> String {
        let shown = sections.filter { $0.media.contains(.page) }
        let body: [Element] =
            [
                .html(
                    "header", "", ["id": "top"],
                    children: [
                        .html("p", "over", text: "MarketLab · \(kind)"), .html("h1", text: Wording.unbroken(title)),
                        .html("nav", "ways", children: links(json)),
                    ])
            ]
            + (banners + summary).flatMap(\.elements) + contents(shown) + shown.flatMap(\.elements)
        return "<!doctype html>\n<html lang=\"en\">\n" + head.markup
            + Element.html("body", children: [.html("main", children: body)]).markup + "\n</html>\n"
    }

    private var head: Element {
        .html(
            "head",
            children: [
                .html("meta", "", ["charset": "utf-8"], children: []),
                .html(
                    "meta", "", ["name": "viewport", "content": "width=device-width, initial-scale=1"], children: []),
                .html(
                    "meta", "",
                    [
                        "http-equiv": "Content-Security-Policy",
                        "content": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
                    ], children: []),
                .html("meta", "", ["name": "color-scheme", "content": "light dark"], children: []),
            ]
                + (renewedAfterSeconds.map {
                    [.html("meta", "", ["http-equiv": "refresh", "content": "\($0)"], children: [])]
                } ?? []) + [
                    .html("link", "", ["rel": "icon", "href": "data:,"], children: []),
                    .html("title", text: "\(title) · MarketLab"),
                    .style(String(decoding: PackageResources.page_css, as: UTF8.self)),
                ])
    }

    /// Back to the list of pages, and the figures for machines.
    private func links(_ json: Data) -> [Element] {
        (index.map { [.html("a", "", ["href": $0], text: "← All scenarios")] } ?? [])
            + [Download(name: "readout.json", type: "application/json", bytes: json, words: "Figures as JSON").element]
    }

    /// Not worth a line for one section or two.
    private func contents(_ sections: [any Section]) -> [Element] {
        guard sections.count > 2 else { return [] }
        let items = sections.map {
            Element.html("li", children: [.html("a", "", ["href": "#\($0.id)"], text: Wording.unbroken($0.title))])
        }
        return [.html("nav", "contents", ["aria-label": "Contents"], children: [.html("ul", children: items)])]
    }
}

/// A file that stands within the page and can be taken from it.
struct Download {
    let name: String
    let type: String
    let bytes: Data
    let words: String

    var element: Element {
        .html(
            "a", "download", ["download": name, "href": "data:\(type);base64,\(bytes.base64EncodedString())"],
            text: words)
    }
}
