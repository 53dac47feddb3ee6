import Mustache

/// The templates of the pages, which are part of the program.
struct PageTemplates {
    private let library: MustacheLibrary

    /// Reads all templates.
    init() throws(ReportProblem) {
        // Named in every template: Mustache's own escaping goes by characters and lets an accented quote through.
        MustacheContentTypes.register(ScalarEscaping(), named: "MARKUP")
        var library = MustacheLibrary()
        for (name, bytes) in Self.sources {
            do {
                let source = "{{% CONTENT_TYPE:MARKUP }}" + String(decoding: bytes, as: UTF8.self)
                try library.register(source, named: name)
            } catch {
                throw .template(name, because: "\(error)")
            }
        }
        self.library = library
    }

    /// The page that the template makes of the values.
    func render(_ name: String, _ values: Any) throws(ReportProblem) -> String {
        guard let page = library.render(values, withTemplate: name) else {
            throw .template(name, because: "there is none of that name")
        }
        return page
    }

    private static let sources: [(String, [UInt8])] = [
        ("run", PackageResources.run_mustache),
        ("nightly", PackageResources.nightly_mustache),
        ("calibration", PackageResources.calibration_mustache),
        ("analysis", PackageResources.analysis_mustache),
        ("gate", PackageResources.gate_mustache),
        ("style", PackageResources.style_mustache),
        ("verdict", PackageResources.verdict_mustache),
        ("effects", PackageResources.effects_mustache),
        ("metrics", PackageResources.metrics_mustache),
        ("further", PackageResources.further_mustache),
        ("segments", PackageResources.segments_mustache),
        ("study", PackageResources.study_mustache),
        ("market", PackageResources.market_mustache),
        ("funnel", PackageResources.funnel_mustache),
        ("requests", PackageResources.requests_mustache),
        ("health", PackageResources.health_mustache),
        ("arms", PackageResources.arms_mustache),
        ("reproduce", PackageResources.reproduce_mustache),
    ]

    private struct ScalarEscaping: MustacheContentType {
        func escapeText(_ text: String) -> String { Markup.escaped(text) }
    }
}
