extension HealthCheck {
    /// Whether every figure is near to the published one.
    static func published(_ comparison: PublishedComparison) -> HealthCheck {
        func distance(_ figure: PublishedComparison.Figure) -> Double { abs(figure.ratio - 1) }
        let figures = comparison.figures
        let far = figures.filter { distance($0) >= PublishedComparison.tolerance }.map(\.name)
        let worst = figures.max { distance($0) < distance($1) }
        let percent = Int(PublishedComparison.tolerance * 100)
        let furthest = worst.map { "; the furthest, \($0.name), is \(Int(($0.ratio * 100).rounded())) % of it" } ?? ""
        return HealthCheck(
            name: "published_figures", status: far.isEmpty ? .pass : .warn,
            message: far.isEmpty
                ? "All \(figures.count) figures are within \(percent) % of those published of \(comparison.title)\(furthest)."
                : "\(far.count) of \(figures.count) figures are not within \(percent) % of those published of \(comparison.title): "
                    + far.joined(separator: "; ") + ".")
    }
}
