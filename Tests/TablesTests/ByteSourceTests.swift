import Foundation
import MarketLabTesting
import Tables
import Testing

@Suite struct ByteSourceTests {
    private func fault(of path: String) -> FileFault? {
        do throws(FileFault) {
            _ = try ByteSource.all(of: path, limit: 1 << 20)
            return nil
        } catch {
            return error
        }
    }

    @Test func onlyWhatIsNotThereIsSaidToBeNothing() throws {
        let folder = try TemporaryFolder()
        #expect(fault(of: "\(folder.path)/none")?.isOfNothing == true)
        #expect(fault(of: folder.path)?.isOfNothing == false)
        #expect(fault(of: "/dev/null")?.isOfNothing == false)
    }

    /// Others write the file between the look at it and the question why it could not be read.
    @Test func aFileThatComesAndGoesIsReadOrIsNotThere() throws {
        let folder = try TemporaryFolder()
        let file = "\(folder.path)/plan"
        let writer = Thread {
            while !Thread.current.isCancelled {
                close(open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
                unlink(file)
            }
        }
        writer.start()
        defer { writer.cancel() }
        for _ in 0..<20_000 {
            if let fault = fault(of: file) { #expect(fault.isOfNothing, "\(fault.message)") }
        }
    }
}
