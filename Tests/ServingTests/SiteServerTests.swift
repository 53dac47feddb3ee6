import Foundation
import MarketLabTesting
import RunStore
import Testing

/// The command that serves a site, asked as browsers and others ask.
@Suite(.tags(.program), .hangLimit) struct SiteServerTests {
    let served: Served

    init() throws { served = try Served() }

    @Test func pagesHaveTheirTypesAndAreSentOnce() throws {
        let port = try served.start()
        let page = try RawAnswer("/tiny/", port: port)
        #expect(page.status == 200 && page.body == "<p>tiny</p>")
        #expect(page.headers["content-type"] == "text/html; charset=utf-8")
        #expect(page.headers["x-content-type-options"] == "nosniff")
        let json = try RawAnswer("/tiny/readout.json?x=1", port: port)
        #expect(json.headers["content-type"] == "application/json" && json.body == "{}")
        #expect(try RawAnswer("/tiny/log%20data.csv", port: port).headers["content-type"] == "text/csv; charset=utf-8")
        let tag = try #require(page.headers["etag"])
        let known = try RawAnswer("/tiny/", port: port, headers: ["If-None-Match: \(tag)"])
        #expect(known.status == 304 && known.body.isEmpty)
        let changed = try #require(page.headers["last-modified"])
        #expect(
            changed.wholeMatch(of: /[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/) != nil, "\(changed)")
        #expect(try RawAnswer("/tiny/", port: port, headers: ["If-Modified-Since: \(changed)"]).status == 304)
        try served.write("<p>anew</p>!", to: "site/tiny/index.html")
        let anew = try RawAnswer("/tiny/", port: port, headers: ["If-None-Match: \(tag)"])
        #expect(anew.status == 200 && anew.body == "<p>anew</p>!")
        let folder = try RawAnswer("/tiny", port: port)
        #expect(folder.status == 301 && folder.headers["location"] == "/tiny/")
    }

    @Test func theFirstPageLeadsToWhatIsUnderWayAndItsFileDoesNot() throws {
        let port = try served.start()
        let before = try served.text("site/index.html")
        #expect(try RawAnswer("/", port: port).body.contains("<main><p class=\"over\"><a href=\"/progress\">"))
        #expect(try served.text("site/index.html") == before)
        try FileManager.default.removeItem(atPath: served.file("site/index.html"))
        let early = try RawAnswer("/", port: port)
        #expect(early.status == 302 && early.headers["location"] == "/progress")
    }

    @Test func whatIsAbsentHasAPageOfTheSite() throws {
        let answer = try RawAnswer("/nothing.html", port: try served.start())
        #expect(answer.status == 404 && answer.body.contains("<h1>Not Found</h1>") && answer.body.contains("<style>"))
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
    func nothingButReadingIsKnown(method: String) throws {
        let port = try served.start()
        let before = try served.contents()
        let answer = try RawAnswer("/index.html", method: method, port: port)
        #expect(answer.status == 405 && answer.headers["allow"] == "GET, HEAD")
        let head = try RawAnswer("/tiny/readout.json", method: "HEAD", port: port)
        #expect(head.status == 200 && head.body.isEmpty && head.headers["content-length"] == "2")
        #expect(try served.contents() == before)
    }

    /// A name that another site has made to lead here.
    @Test func onlyThisMachinesNamesAreAnswered() throws {
        let port = try served.start()
        #expect(try RawAnswer("/", port: port, host: "evil.example").status == 421)
        #expect(try RawAnswer("/", port: port, host: "127.0.0.1").status == 200)
        #expect(try RawAnswer("/", port: port, host: "LOCALHOST").status == 200)
    }

    private func record(_ scenario: String, _ status: RunRecord.Status, done: Int) -> RunRecord {
        RunRecord(
            id: "0000000\(done)", scenario: scenario, title: "", seed: 1, replicationsPlanned: 4,
            replicationsDone: done, status: status, startedAt: Date(timeIntervalSince1970: 1_000), version: "0",
            scenarioText: "", outputFolder: served.file("site/tiny"))
    }

    @Test func whatIsUnderWayIsShown() throws {
        let store = try RunStore(path: served.file("site/runs.sqlite"))
        try store.save(record("slow<er", .running, done: 1))
        try store.save(record("quick", .finished, done: 4))
        let port = try served.start()
        let page = try RawAnswer("/progress", port: port)
        #expect(page.status == 200 && page.headers["cache-control"] == "no-store")
        #expect(
            page.body.contains("<meta content=\"5\" http-equiv=\"refresh\">")
                || page.body.contains("<meta http-equiv=\"refresh\" content=\"5\">"))
        #expect(page.body.contains("slow&lt;er") && page.body.contains("1 of 4") && !page.body.contains("slow<er"))
        struct Listed: Decodable {
            struct Run: Decodable { let scenario: String, replicationsDone: Int, page: String? }
            let running: [Run], ended: [Run]
        }
        func listed() throws -> Listed {
            try JSONDecoder().decode(Listed.self, from: Data(RawAnswer("/progress.json", port: port).body.utf8))
        }
        let first = try listed()
        #expect(first.running.map(\.scenario) == ["slow<er"] && first.running.map(\.replicationsDone) == [1])
        #expect(first.ended.map(\.scenario) == ["quick"] && first.ended.map(\.page) == ["/tiny/index.html"])
        var more = record("slow<er", .running, done: 1)
        more.replicationsDone = 3
        try store.save(more)
        #expect(try listed().running.map(\.replicationsDone) == [3])
    }

    @Test func withoutAStoreNothingIsUnderWayAndNoneIsMade() throws {
        let port = try served.start()
        let before = try served.contents()
        #expect(try RawAnswer("/progress", port: port).body.contains("Nothing is under way."))
        #expect(try served.contents() == before)
    }

    @Test func aStoreThatCannotBeReadIsSaid() throws {
        try served.write("no database", to: "site/runs.sqlite")
        let answer = try RawAnswer("/progress", port: try served.start())
        #expect(answer.status == 503 && answer.body.contains("The run store cannot be read now"))
    }

    @Test(arguments: [SIGKILL, SIGTERM, SIGINT]) func aServerThatIsEndedLeavesNothing(signal: Int32) throws {
        try RunStore(path: served.file("site/runs.sqlite")).save(record("quick", .finished, done: 4))
        let before = try served.contents().filter { $0.key != "address" }
        let port = try served.start()
        _ = try RawAnswer("/progress", port: port)
        let ran = try served.end(signal)
        #expect(ran?.endedBySignal == true && ran?.errors.isEmpty == true)
        #expect(try served.contents().filter { $0.key != "address" } == before)
        // Its port can be had again at once.
        #expect(try served.start("--port \(port)") == port)
    }

    @Test func aPortThatIsTakenIsSaidInOneSentence() throws {
        let port = try served.start()
        let second = try Program.run(["serve", "site", "--port", "\(port)"], in: served.path)
        #expect(second.status == 2 && second.output.isEmpty)
        #expect(
            second.errors.hasPrefix("error: port \(port) of 127.0.0.1 is taken by another program"), "\(second.errors)")
        #expect(second.said.count == 1)
    }

    @Test(arguments: [
        (["serve", "nowhere"], "there is no folder nowhere to serve"),
        (["serve", "site", "--host", "example.org"], "--host is example.org; expected an address of this machine"),
        (["serve", "site", "--host", "192.0.2.1"], "which is no address of this machine"),
        (["serve", "site", "--port", "70000"], "expected a port from 0 to 65535"),
        (["serve"], "Missing expected argument '<folder>'"),
    ])
    func whatCannotBeServedIsSaid(arguments: [String], words: String) throws {
        let ran = try Program.run(arguments, in: served.path)
        #expect(ran.status == 2 && ran.output.isEmpty && ran.errors.contains(words), "\(ran.errors)")
    }
}
