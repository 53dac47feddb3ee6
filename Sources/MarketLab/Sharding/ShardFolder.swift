import Foundation
import Reports
import RunStore
import Tables

/// A folder with finished worlds of one run, a file each, and what the run is in `plan.json`.
///
/// A file is there whole or not at all and has the same bytes whoever writes it. So processes on any machines may share the folder,
/// and two that run the same world do no harm.
struct ShardFolder {
    let path: String
    let plan: ShardPlan

    private static let planName = "plan.json"
    private static let longestFile = 1 << 30

    /// What a folder has of a world.
    enum Held: Equatable {
        case outcome(Data)
        case nothing
        /// Something that is not what was saved.
        case damaged
    }

    /// A folder that shards have written.
    init(reading path: String) throws(Mistake) {
        guard WritableFolder.isFolder(path) != nil else { throw Mistake("there is no folder \(path)") }
        guard let plan = try ShardFolder.plan(in: path) else {
            throw Mistake("\(path) holds no shard: it has no \(ShardFolder.planName); name a folder that work was told")
        }
        (self.path, self.plan) = (path, plan)
    }

    /// A folder to write into, which may have other shards of the same plan.
    /// - Throws: `Mistake` also where it has those of another plan, with what differs.
    init(writing path: String, _ plan: ShardPlan) throws {
        if try ShardFolder.plan(in: path) == nil {
            try ShardFolder.write(try JSONFile.bytes(of: plan), as: ShardFolder.planName, in: path)
        }
        // Also of what was just written: somebody else may have written another plan meanwhile.
        if let known = try ShardFolder.plan(in: path),
            let difference = plan.difference("this shard", from: known, path)
        {
            throw Mistake("\(difference); name another folder with --out")
        }
        (self.path, self.plan) = (path, plan)
    }

    func held(_ world: ShardPlan.World) throws(Mistake) -> Held {
        guard let bytes = try ShardFolder.bytes(of: world.file, in: path) else { return .nothing }
        guard let outcome = WorldFile.outcome(in: bytes, for: plan.key(of: world)) else { return .damaged }
        return .outcome(outcome)
    }

    func save(_ outcome: Data, of world: ShardPlan.World) throws(Mistake) {
        try ShardFolder.write(WorldFile.bytes(of: outcome, for: plan.key(of: world)), as: world.file, in: path)
    }

    private static func plan(in folder: String) throws(Mistake) -> ShardPlan? {
        guard let bytes = try bytes(of: planName, in: folder) else { return nil }
        guard let plan = try? JSONDecoder().decode(ShardPlan.self, from: bytes), plan.shards > 0 else {
            throw damagedPlan(in: folder)
        }
        return plan
    }

    static func damagedPlan(in folder: String) -> Mistake {
        Mistake(
            "\(folder)/\(planName) is not what marketlab \(MarketLabVersion.current) writes there; run the shards anew into "
                + "another folder")
    }

    /// Nil where there is no such file.
    private static func bytes(of name: String, in folder: String) throws(Mistake) -> Data? {
        let file = "\(folder)/\(name)"
        do { return Data(try ByteSource.all(of: file, limit: longestFile)) } catch {
            if error.isOfNothing { return nil }
            throw Mistake("\(file) cannot be read: \(error.message)")
        }
    }

    private static func write(_ bytes: Data, as name: String, in folder: String) throws(Mistake) {
        var code = WholeFiles.write(bytes, as: name, in: folder)
        // Where a disk has no locks, a shard that starts may take what is being written for what a killed one has left.
        if code == ENOENT { code = WholeFiles.write(bytes, as: name, in: folder) }
        if code != 0 { throw Mistake("\(folder)/\(name) cannot be written: \(SystemWords.of(code))") }
    }
}
