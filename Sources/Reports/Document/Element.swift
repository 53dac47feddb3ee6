import Experiments

/// One element of a page or of a drawing on it: name, attributes, and what is within, as HTML and SVG write it.
///
/// Text is escaped where it is written, so that nothing of others' can become markup. Colours and fonts come from the page's
/// style sheet by class, so that a drawing follows light and dark.
package struct Element: Sendable {
    /// Empty where it is text alone.
    private let name: String
    private var attributes: [(name: String, value: String)]
    private var children: [Element]
    private var text: String?

    private init(
        _ name: String, _ attributes: [(String, String)], style: String = "", children: [Element] = [],
        text: String? = nil
    ) {
        self.name = name
        self.attributes = (style.isEmpty ? [] : [("class", style)]) + attributes
        self.children = children
        self.text = text
    }

    /// The element as text.
    package var markup: String {
        let content = (text.map(Markup.escaped) ?? "") + children.map(\.markup).joined()
        if name.isEmpty { return content }
        let opening = name + attributes.map { " \($0.name)=\"\(Markup.escaped($0.value))\"" }.joined()
        if Element.empty.contains(name) { return "<\(opening)>" }
        if name == "style" { return "<style>\n\(text ?? "")</style>\n" }
        // Only in a drawing, which is XML, may any element without content be closed at once.
        if content.isEmpty, Element.drawn.contains(name) { return "<\(opening)/>" }
        return "<\(opening)>\(content)</\(name)>" + (Element.ofLines.contains(name) ? "\n" : "")
    }

    private static let empty: Set = ["meta", "link", "br"]
    private static let drawn: Set = ["line", "rect", "circle", "polygon", "path", "g", "text"]
    /// Those that end a line of the file, for people who read it.
    private static let ofLines: Set = [
        "head", "title", "main", "header", "nav", "section", "h1", "h2", "h3", "p", "ul", "li", "dl", "table", "thead",
        "tbody", "tr", "figure", "details", "summary", "div", "pre", "footer",
    ]
}

extension Element {
    /// An element of HTML.
    package static func html(
        _ name: String, _ style: String = "", _ attributes: KeyValuePairs<String, String> = [:], children: [Element]
    ) -> Element {
        Element(name, attributes.map { ($0.key, $0.value) }, style: style, children: children)
    }

    /// An element of HTML that holds text.
    package static func html(
        _ name: String, _ style: String = "", _ attributes: KeyValuePairs<String, String> = [:], text: String
    ) -> Element {
        Element(name, attributes.map { ($0.key, $0.value) }, style: style, text: text)
    }

    /// The style sheet, which is the program's own: in it nothing is escaped.
    static func style(_ sheet: String) -> Element { Element("style", [], text: sheet) }

    /// Text between elements.
    package static func words(_ text: String) -> Element { Element("", [], text: text) }
}

extension Element {
    /// A drawing of its own, which says to those who cannot see it what it shows.
    /// - Parameter id: of letters and digits, once on the page.
    package static func drawing(
        id: String, title: String, description: String, width: Double, height: Double, style: String = "",
        _ children: [Element]
    ) -> Element {
        Element(
            "svg",
            [
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("viewBox", "0 0 \(coordinate(width)) \(coordinate(height))"), ("role", "img"),
                ("aria-labelledby", "\(id)-title \(id)-desc"),
            ], style: style,
            children: [
                Element("title", [("id", "\(id)-title")], text: title),
                Element("desc", [("id", "\(id)-desc")], text: description),
            ] + children)
    }

    /// A sign of 16 by 16 that the words beside it say, too.
    /// - Parameter path: in the language of SVG's paths.
    static func icon(_ path: String) -> Element {
        Element(
            "svg", [("viewBox", "0 0 16 16"), ("aria-hidden", "true")], style: "icon",
            children: [Element("path", [("d", path)])])
    }

    package static func group(_ style: String, _ children: [Element]) -> Element {
        Element("g", [], style: style, children: children)
    }

    package static func line(_ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> Element {
        Element("line", numbers(("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)), style: style)
    }

    package static func rectangle(
        _ style: String, x: Double, y: Double, width: Double, height: Double
    ) -> Element {
        Element(
            "rect", numbers(("x", x), ("y", y), ("width", max(0, width)), ("height", max(0, height))), style: style)
    }

    package static func circle(_ style: String, _ x: Double, _ y: Double, radius: Double) -> Element {
        Element("circle", numbers(("cx", x), ("cy", y), ("r", radius)), style: style)
    }

    /// A filled outline through the points.
    package static func polygon(_ style: String, _ points: [(Double, Double)]) -> Element {
        let text = points.map { "\(coordinate($0.0)),\(coordinate($0.1))" }.joined(separator: " ")
        return Element("polygon", [("points", text)], style: style)
    }

    /// A line through the points of each stretch.
    package static func path(_ style: String, _ stretches: [[(Double, Double)]]) -> Element {
        let text = stretches.map { stretch in
            stretch.enumerated().map { "\($0 == 0 ? "M" : "L")\(coordinate($1.0)) \(coordinate($1.1))" }.joined()
        }.joined()
        return Element("path", [("d", text)], style: style)
    }

    /// Where a text ends up against its point.
    package enum Anchor: String, Sendable { case start, middle, end }

    /// Text whose middle line is at `y`.
    package static func text(
        _ style: String, _ x: Double, _ y: Double, _ text: String, anchor: Anchor = .start
    ) -> Element {
        let place = anchor == .start ? [] : [("text-anchor", anchor.rawValue)]
        // A dominant baseline would say it better, but not every renderer of SVG knows it.
        return Element("text", numbers(("x", x), ("y", y)) + [("dy", "0.35em")] + place, style: style, text: text)
    }

    private static func numbers(_ pairs: (String, Double)...) -> [(String, String)] {
        pairs.map { ($0.0, coordinate($0.1)) }
    }

    private static func coordinate(_ number: Double) -> String {
        precondition(number.isFinite, "a drawing has no place for a number that is not finite")
        let hundredths = (number * 100).rounded()
        return Int(exactly: hundredths).map(Digits.plain(hundredths:)) ?? Digits.plain(hundredths / 100)
    }
}
