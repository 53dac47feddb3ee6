import Experiments

/// One element of a drawing: name, attributes, and what is within.
///
/// Colours and fonts come from the page's style sheet by class, so that a drawing follows light and dark.
package struct SVGElement: Sendable {
    private let name: String
    private var attributes: [(name: String, value: String)]
    private var children: [SVGElement]
    private var text: String?

    private init(
        _ name: String, _ attributes: [(String, String)], style: String = "", children: [SVGElement] = [],
        text: String? = nil
    ) {
        self.name = name
        self.attributes = (style.isEmpty ? [] : [("class", style)]) + attributes
        self.children = children
        self.text = text
    }

    /// The element as text.
    package var markup: String {
        let attributes = attributes.map { " \($0.name)=\"\(Markup.escaped($0.value))\"" }.joined()
        let content = (text.map(Markup.escaped) ?? "") + children.map(\.markup).joined()
        return content.isEmpty ? "<\(name)\(attributes)/>" : "<\(name)\(attributes)>\(content)</\(name)>"
    }

    /// A drawing of its own, which says to those who cannot see it what it shows.
    /// - Parameter id: of letters and digits, once on the page.
    package static func drawing(
        id: String, title: String, description: String, width: Double, height: Double, style: String = "",
        _ children: [SVGElement]
    ) -> SVGElement {
        SVGElement(
            "svg",
            [
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("viewBox", "0 0 \(coordinate(width)) \(coordinate(height))"), ("role", "img"),
                ("aria-labelledby", "\(id)-title \(id)-desc"),
            ], style: style,
            children: [
                SVGElement("title", [("id", "\(id)-title")], text: title),
                SVGElement("desc", [("id", "\(id)-desc")], text: description),
            ] + children)
    }

    package static func group(_ style: String, _ children: [SVGElement]) -> SVGElement {
        SVGElement("g", [], style: style, children: children)
    }

    package static func line(_ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> SVGElement {
        SVGElement("line", numbers(("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)), style: style)
    }

    package static func rectangle(
        _ style: String, x: Double, y: Double, width: Double, height: Double
    ) -> SVGElement {
        SVGElement(
            "rect", numbers(("x", x), ("y", y), ("width", max(0, width)), ("height", max(0, height))), style: style)
    }

    package static func circle(_ style: String, _ x: Double, _ y: Double, radius: Double) -> SVGElement {
        SVGElement("circle", numbers(("cx", x), ("cy", y), ("r", radius)), style: style)
    }

    /// A filled outline through the points.
    package static func polygon(_ style: String, _ points: [(Double, Double)]) -> SVGElement {
        let text = points.map { "\(coordinate($0.0)),\(coordinate($0.1))" }.joined(separator: " ")
        return SVGElement("polygon", [("points", text)], style: style)
    }

    /// A line through the points of each stretch.
    package static func path(_ style: String, _ stretches: [[(Double, Double)]]) -> SVGElement {
        let text = stretches.map { stretch in
            stretch.enumerated().map { "\($0 == 0 ? "M" : "L")\(coordinate($1.0)) \(coordinate($1.1))" }.joined()
        }.joined()
        return SVGElement("path", [("d", text)], style: style)
    }

    /// Where a text ends up against its point.
    package enum Anchor: String, Sendable { case start, middle, end }

    /// Text whose middle line is at `y`.
    package static func text(
        _ style: String, _ x: Double, _ y: Double, _ text: String, anchor: Anchor = .start
    ) -> SVGElement {
        let place = anchor == .start ? [] : [("text-anchor", anchor.rawValue)]
        // A dominant baseline would say it better, but not every renderer of SVG knows it.
        return SVGElement("text", numbers(("x", x), ("y", y)) + [("dy", "0.35em")] + place, style: style, text: text)
    }

    private static func numbers(_ pairs: (String, Double)...) -> [(String, String)] {
        pairs.map { ($0.0, coordinate($0.1)) }
    }

    private static func coordinate(_ number: Double) -> String {
        precondition(number.isFinite, "a drawing has no place for a number that is not finite")
        return Digits.plain((number * 100).rounded() / 100)
    }
}
