import Experiments
import Foundation
import MarketLabTesting
import Scenarios
import Testing

/// Scenarios that nobody would write, or only to do harm.
@Suite struct HostileScenarioTests {
    /// What the reader says of a text, as a person sees it.
    private func said(_ text: String, set overrides: [String] = []) -> [String] {
        do {
            _ = try read(text, set: overrides)
            return []
        } catch let error as ScenarioProblems {
            return error.sentences
        } catch {
            return ["\(error)"]
        }
    }

    @Test func ofManyMistakesTheFirstTwentyAreSaidAndACount() {
        let text = (0..<60_000).map { "key\($0): 1\n" }.joined()
        let start = ContinuousClock.now
        let sentences = said(text)
        // Linear: seconds in a build without its optimiser, and a quarter of an hour before.
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(sentences.count == 21)
        #expect(sentences.first?.hasPrefix("scenarios/x.yaml:1: key0: unknown key; known keys: ") == true)
        #expect(sentences.last == "and 59980 more problems")
    }

    @Test func twentyOneMistakesAreTwentyAndOneMore() {
        #expect(said((0..<20).map { "k\($0): 1\n" }.joined()).count == 20)
        #expect(said((0..<21).map { "k\($0): 1\n" }.joined()).last == "and 1 more problem")
    }

    @Test(arguments: [
        String(repeating: "a.", count: 50_000) + "a=1", String(repeating: "x", count: 100_000) + "=1",
        "market.users.count=" + String(repeating: "9", count: 100_000),
        "title=" + String(repeating: "\u{202E}", count: 100_000),
    ])
    func anOptionOfAHundredThousandCharactersIsRefusedInAShortSentence(set: String) throws {
        let sentences: [String]
        do { sentences = said("seed: 1", set: [set]) }
        #expect(sentences.count == 1)
        #expect(sentences[0].hasPrefix("--set ") || sentences[0].contains("--set "))
        #expect(sentences[0].unicodeScalars.count < 1_500)
    }

    @Test(arguments: [
        ("\"k\\x1b[2J\": 1", "k\\u001B[2J: unknown key"),
        ("market: {users: {count: \"\\x1b[2J\"}}", "found \"\\u001B[2J\""),
        ("policies: {ranking: \"a\\u202Eb\"}", "unknown ranking policy \"a\\u202Eb\""),
        ("experiment: {arms: {\"a\\nb\": {}, c: {share: \"\\u2066\"}, d: 1}}", "\"\\u2066\""),
        ("experiment: {arms: {\"a\\nb\": 1, c: {}}}", "experiment.arms.a\\nb: "),
    ])
    func foreignTextIsShownEscaped(text: String, words: String) {
        let sentences = said(text)
        #expect(sentences.contains { $0.contains(words) }, "\(sentences)")
        for scalar in sentences.joined().unicodeScalars {
            #expect(scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format)
        }
    }

    /// A rule that several keys break is blamed on one that is there, and an open end of a range is said.
    @Test(arguments: [
        (
            "auctions: {budget_least: 5000}",
            "x.yaml:1: auctions.budget_least: budget_least 5000.0 is more than budget_most "
        ),
        ("auctions:\n  target_least: 1e6", "scenarios/x.yaml:2: auctions.target_least: target_least "),
        ("auctions:\n  click_rate: 0.001 %", "scenarios/x.yaml:2: auctions.click_rate: conversion_rate "),
        ("auctions:\n  segments: 100", "scenarios/x.yaml:2: auctions.segments: segments 100 is more than campaigns 48"),
        ("auctions: {conversion_rate: 0 %}", "above 0 % and at most 100 %, found \"0 %\""),
    ])
    func aProblemStandsAtAKeyThatIsThere(text: String, words: String) {
        let sentences = said(text)
        #expect(sentences.contains { $0.contains(words) }, "\(sentences)")
    }

    @Test(arguments: [
        ("scenario: \(String(repeating: "x", count: 300))", "scenario: expected at most 100 letters"),
        ("title: \(String(repeating: "x", count: 10_001))", "title: expected text of at most 10000 bytes"),
        (
            "experiment: {arms: {a: {}, \(String(repeating: "é", count: 61)): {}}}",
            "an arm's name has at most 60 characters"
        ),
    ])
    func aNameThatNoFolderCanHaveIsRefused(text: String, words: String) {
        #expect(said(text).count == 1 && said(text)[0].contains(words), "\(said(text))")
    }

    // MARK: - Files

    @Test func filesWithNamesOfOtherAlphabetsHaveNamesOfTheirOwn() throws {
        let files = ["é.yaml", "日本.yaml", "日.yaml", "e.yaml", "Spring sale.yaml"]
        let folder = try Folder(Dictionary(uniqueKeysWithValues: files.map { ($0, "seed: 1\n") }))
        let names = try files.map { try folder.scenario($0).plan.name }
        #expect(Set(names).count == files.count, "\(names)")
        #expect(names[3...] == ["e", "spring-sale"])
        #expect(names.allSatisfy { $0.allSatisfy(\.isASCII) })
        let long = String(repeating: "x", count: 200) + ".yaml"
        try folder.write(Data("seed: 1\n".utf8), to: long)
        #expect(try folder.scenario(long).plan.name.count <= 100)
    }

    /// What a scenario names in place of a table, and what is said of it.
    static let others: [(file: String, words: String)] = [
        ("pipe", "is not a regular file"), ("/dev/zero", "is not a regular file"), (".", "is a directory"),
        ("binary", "is not a text file; needed is CSV"), ("passwords", "passwords:1: user_id: the column is missing"),
        ("packed", "is compressed by gzip"),
    ]

    @Test(arguments: others)
    func aNamedFileOfAnotherKindIsRefusedAndNotShown(file: String, words: String) throws {
        let folder = try Folder([
            "s.yaml": "market: {users: {file: \"\(file)\"}}", "passwords": "root:x:secret,more secret\n1,2\n",
            "binary": "HOME=/secret\u{0}TOKEN=secret\u{0}",
        ])
        try folder.write(Data([0x1F, 0x8B, 8, 0, 1, 2, 3]), to: "packed")
        #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        let problems = folder.problems("s.yaml")
        #expect(problems.count == 1 && problems[0].contains(words), "\(problems)")
        #expect(!problems.joined().contains("secret"))
    }

    @Test(arguments: ["pipe", "/dev/zero"])
    func aScenarioThatNeverEndsIsRefusedAtOnce(file: String) throws {
        let folder = try Folder()
        #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        let path = file.hasPrefix("/") ? file : "\(folder.path)/\(file)"
        let problems = try #require(throws: ScenarioProblems.self) {
            try ScenarioReader(policies: fakePolicies).read(file: path)
        }
        #expect(problems.description == "\(path): cannot be read: is not a regular file")
    }
}
