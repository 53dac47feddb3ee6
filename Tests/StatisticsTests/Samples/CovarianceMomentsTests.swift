import Foundation
import MarketLabTesting
import Statistics
import Testing

@Suite struct CovarianceMomentsTests {
    private func sample(seed: UInt64, units: Int) -> CovarianceMoments {
        var draws = Draws(seed: seed)
        var moments = CovarianceMoments(variables: 3)
        for _ in 0..<units {
            let x = draws.normal()
            moments.add([1e9 + x, 2 * x + draws.normal(), draws.exponential()])
        }
        return moments
    }

    @Test func eachVariableAloneHasTheMomentsOfItsOwn() {
        var (joint, single) = (CovarianceMoments(variables: 2), Moments())
        for i in 0..<500 {
            joint.add([Double(i * i % 17), Double(i)])
            single.add(Double(i * i % 17))
        }
        #expect(close(joint.moments(of: 0).variance, single.variance))
        #expect(close(joint.moments(of: 0).mean, single.mean))
    }

    @Test func aCovarianceIsKeptAtAnOffsetOfABillion() {
        var (near, far) = (CovarianceMoments(variables: 2), CovarianceMoments(variables: 2))
        for i in 0..<1000 {
            let (x, y) = (Double(i % 10), Double((i * 7) % 13))
            near.add([x, y])
            far.add([1e9 + x, y - 1e9])
        }
        #expect(close(far.covariance(0, 1), near.covariance(0, 1), relative: 1e-10))
        #expect(far.covariance(0, 1) == far.covariance(1, 0))
    }

    @Test func partsMergedInAnyOrderGiveTheSameMoments() {
        let parts = (1...20).map { sample(seed: UInt64($0), units: $0 * 13) }
        let forward = parts.reduce(CovarianceMoments(variables: 3)) { $0.merged(with: $1) }
        let backward = parts.reversed().reduce(CovarianceMoments(variables: 3)) { $0.merged(with: $1) }
        #expect(forward.n == backward.n)
        for i in 0..<3 {
            for j in 0...i { #expect(close(forward.covariance(i, j), backward.covariance(i, j), relative: 1e-11)) }
        }
    }

    @Test func selectingKeepsTheCovariancesOfTheVariablesChosen() {
        let all = sample(seed: 5, units: 300)
        let two = all.selecting([2, 0])
        #expect(two.covariance(0, 1) == all.covariance(0, 2))
        #expect(two.variance(0) == all.variance(2))
        #expect(two.means == [all.means[2], all.means[0]])
    }

    @Test func covarianceMomentsSurviveJSON() throws {
        let moments = sample(seed: 9, units: 50)
        let again = try JSONDecoder().decode(CovarianceMoments.self, from: JSONEncoder().encode(moments))
        #expect(again == moments)
    }

    /// The rows of the bundled data set give the aggregates that the vectors of tea-tasting start from.
    @Test func aggregatesFollowFromTheUsersRows() throws {
        let folder = try #require(Bundle.module.url(forResource: "Vectors", withExtension: nil))
        func json(_ name: String) throws -> JSONValue {
            try JSONDecoder().decode(
                JSONValue.self, from: Data(contentsOf: folder.appendingPathComponent("\(name).json")))
        }
        let rows = try json("tea_users100")
        let names = ["sessions", "orders", "revenue", "sessions_covariate", "orders_covariate", "revenue_covariate"]
        let columns = try names.map { try rows.numbers($0) }
        let aggregates = try json("tea_mean").list("vectors")[0].member("inputs").member("aggregates")
        for arm in ["0", "1"] {
            let expected = try aggregates.member(arm)
            var moments = CovarianceMoments(variables: names.count)
            for (unit, variant) in try rows.numbers("variant").enumerated() where variant == Double(arm) {
                moments.add(columns.map { $0[unit] })
            }
            #expect(moments.n == (try expected.integer("count")))
            for (i, name) in names.enumerated() {
                #expect(close(moments.means[i], try expected.member("mean").number(name)))
                #expect(close(moments.variance(i), try expected.member("var").number(name)))
                for j in 0..<i {
                    let covariance = try expected.member("cov").number("\(names[j])|\(name)")
                    #expect(close(moments.covariance(i, j), covariance, relative: 1e-11))
                }
            }
        }
    }
}
