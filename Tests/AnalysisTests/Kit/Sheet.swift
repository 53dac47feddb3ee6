import Analysis
import Foundation
import MarketLabTesting

/// A table in a file of its own, and what is answered of it.
final class Sheet {
    let path: String
    private let folder: TemporaryFolder

    init(_ text: String, _ name: String = "data.csv") throws {
        folder = try TemporaryFolder()
        path = folder.file(try folder.write(text, to: name))
    }

    /// A table of the folder Inputs.
    convenience init(input name: String) throws {
        let folder = Bundle.module.bundleURL.appending(path: "Inputs")
        try self.init(try String(contentsOf: folder.appending(path: name), encoding: .utf8), name)
    }

    /// - Parameter metrics: as a person writes them; the column `arm` says the variant, `a` is control.
    func answer(
        _ metrics: String..., threads: Int = 2, _ change: (inout Question) -> Void = { _ in }
    ) async throws -> Answer {
        var question = Question(variant: "arm", control: "a", metrics: try metrics.map(MetricTerm.init(parsing:)))
        change(&question)
        return try await Answer(question, file: path, threads: threads)
    }

    /// The sentence that refuses the question, without the file's folder; nil when it is answered.
    func refusal(_ metrics: String..., change: (inout Question) -> Void = { _ in }) async -> String? {
        do {
            var question = Question(variant: "arm", control: "a", metrics: try metrics.map(MetricTerm.init(parsing:)))
            change(&question)
            _ = try await Answer(question, file: path, threads: 2)
            return nil
        } catch {
            return "\(error)".replacing(folder.path + "/", with: "")
        }
    }
}

/// Units of three variants, made by a plain linear generator: the same on every machine.
struct MadeUp {
    struct Unit {
        let name: String
        let arm: String
        let country: String
        let store: Int
        let y: Double
        let x: Double
        let z: Double
        let clicks: Int
        let views: Int
        let bought: Int
    }

    let units: [Unit]

    init(_ count: Int, offset: Double = 0) {
        var generator = Xorshift64(state: 88_172_645_463_325_252)
        func uniform() -> Double { generator.uniform() }
        units = (0..<count).map { index in
            let arm = ["a", "b", "c"][Int(uniform() * 3)]
            let (x, z) = (uniform() * 10, uniform() * 4)
            let views = 1 + Int(uniform() * 20)
            return Unit(
                name: "u\(index)", arm: arm, country: ["de", "jp"][Int(uniform() * 2)], store: Int(uniform() * 40),
                y: (offset + x * 0.7 + z + uniform() * 5 + (arm == "b" ? 0.4 : 0)), x: x, z: z,
                clicks: Int(uniform() * Double(views)), views: views, bought: uniform() < 0.3 ? 1 : 0)
        }
    }

    static let header = "user,arm,country,store,y,x,z,clicks,views,bought"

    /// A row a unit.
    var text: String {
        ([MadeUp.header]
            + units.map {
                "\($0.name),\($0.arm),\($0.country),\($0.store),\($0.y),\($0.x),\($0.z),\($0.clicks),\($0.views),\($0.bought)"
            }).joined(separator: "\n") + "\n"
    }

    func arm(_ name: String) -> [Unit] { units.filter { $0.arm == name } }
}
