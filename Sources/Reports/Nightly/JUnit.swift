import Experiments
import Foundation

/// A night as JUnit XML, which CI systems show: a suite for each scenario, a case for its run, each of its checks and its comparison.
struct JUnitDocument {
    let night: Night

    var xml: String {
        let suites = night.entries.map(suite)
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + Element.html(
                "testsuites", "",
                [
                    "name": "marketlab nightly", "tests": "\(count(suites, \.cases))",
                    "failures": "\(count(suites, \.failures))",
                    "errors": "\(count(suites, \.errors))",
                ], children: suites.map(\.element)
            ).markup + "\n"
    }

    private func count(_ suites: [Suite], _ what: (Suite) -> Int) -> Int { suites.reduce(0) { $0 + what($1) } }

    private struct Suite {
        var element: Element
        var (cases, failures, errors) = (0, 0, 0)
    }

    private func suite(_ entry: NightlyEntry) -> Suite {
        var cases: [Element] = []
        var (failures, errors) = (0, 0)
        func add(_ name: String, _ result: Element? = nil) {
            let time = name == "run" ? entry.clock.map { String(format: "%.3f", $0.seconds) } : nil
            let attributes: KeyValuePairs = ["classname": entry.scenario, "name": name, "time": time ?? "0"]
            cases.append(.html("testcase", "", attributes, children: result.map { [$0] } ?? []))
        }
        switch entry.outcome {
        case .problem(let problem):
            errors += 1
            add(
                "run",
                .html(
                    "error", "", ["message": problem.split(separator: "\n").first.map(String.init) ?? ""],
                    children: [.words(problem)]))
        case .notReached: add("run", .html("skipped", "", ["message": "the night's budget ended before"], children: []))
        case .run(let run):
            add("run")
            for check in run.readout.health {
                let isBad = check.status == .fail
                failures += isBad ? 1 : 0
                add(
                    "health: \(check.label)",
                    isBad ? .html("failure", "", ["message": check.message], children: []) : nil)
            }
            for result in run.readout.expectations ?? [] {
                let isBad = result.outcome == .fail
                failures += isBad ? 1 : 0
                let element: Element? =
                    switch result.outcome {
                    case .pass: nil
                    case .fail: .html("failure", "", ["message": result.message], children: [])
                    case .notEnough: .html("skipped", "", ["message": result.message], children: [])
                    }
                add("expectation: \(result.statement)", element)
            }
            if entry.earlier != nil {
                let summary = NightlySummary.Run(entry)
                let isBad = summary.hasAlarm
                failures += isBad ? 1 : 0
                add(
                    "no change beyond chance",
                    isBad
                        ? .html(
                            "failure", "", ["message": summary.comparison],
                            children: [.words(entry.alarms.map(\.sentence).joined(separator: "\n"))])
                        : nil)
            }
        }
        let element = Element.html(
            "testsuite", "",
            ["name": entry.scenario, "tests": "\(cases.count)", "failures": "\(failures)", "errors": "\(errors)"],
            children: cases)
        return Suite(element: element, cases: cases.count, failures: failures, errors: errors)
    }
}
