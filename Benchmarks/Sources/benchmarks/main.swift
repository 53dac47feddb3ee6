import Foundation
import Plugins

// Prints speed and memory beside their ceilings. Arguments pick sections; without any, all are run.
//
//     benchmarks [hold] [feed] [auctions] [policies] [learners] [memory] [threads] [log] [analyze] [aa]
//
// Times are processor time of one thread; figure and ceiling are measured in turn and medians compared. Nothing is
// asserted: the budgets stand in docs/Speed.md.

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "memory-of", let users = Int(arguments[1]), let listings = Int(arguments[2]) {
    try MemoryBenchmark.child(users: users, listings: listings)
    exit(0)
}
// The process that an isolated library lives in is this program, started again.
if arguments.first == "policy-worker", arguments.count == 2 {
    try LibraryWorker.serve(arguments[1], guardsCalls: false)
}
if arguments.first == "memory-of-auctions" {
    try AuctionBenchmark.child()
    exit(0)
}
if arguments.first == "analyze-of" {
    try await AnalyzeBenchmark.child(arguments[1])
    exit(0)
}
if arguments.first == "feed-at", let listings = Int(arguments[1]) {
    try FeedBenchmark.run(listings: [listings], rounds: Int(arguments[2]) ?? 9)
    exit(0)
}
let sections = [
    "hold", "feed", "auctions", "policies", "learners", "memory", "threads", "log", "analyze", "aa",
]
if let unknown = arguments.first(where: { !sections.contains($0) }) {
    print("benchmarks: no section '\(unknown)'; there are: \(sections.joined(separator: " "))")
    exit(2)
}
Line.header()
for section in sections where arguments.isEmpty || arguments.contains(section) {
    switch section {
    case "hold": HoldBenchmark.run()
    case "feed": try FeedBenchmark.run()
    case "auctions": try AuctionBenchmark.run()
    case "policies": try PolicyBenchmark.run()
    case "learners": LearnerBenchmark.run()
    case "memory": try MemoryBenchmark.run()
    case "threads": try await ThreadBenchmark.run()
    case "log": try LogBenchmark.run()
    case "analyze": try await AnalyzeBenchmark.run()
    default: try await EqualArms.run()
    }
}
