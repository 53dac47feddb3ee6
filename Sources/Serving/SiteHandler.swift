package import FlyingFox
import Foundation
import MarketLab
import Reports
import RunStore

/// Answers requests: files of the folder, the progress of what is under way, and a page where there is none.
///
/// It reads and never writes. Of the methods it knows GET and HEAD.
package struct SiteHandler: HTTPHandler {
    private let folder: SiteFolder
    /// The run store's file, which need not be there.
    private let store: String
    /// Names by which the server may be called; nil where any will do. A page of another site whose name was made to lead here must not
    /// read this one (DNS rebinding).
    private let names: Set<String>?

    package init(_ folder: SiteFolder, store: String, names: Set<String>? = nil) {
        self.folder = folder
        self.store = store
        self.names = names
    }

    package func handleRequest(_ request: HTTPRequest) async -> HTTPResponse {
        var response = answer(to: request)
        response.headers[HTTPHeader("X-Content-Type-Options")] = "nosniff"
        response.headers[HTTPHeader("Referrer-Policy")] = "no-referrer"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-cache" }
        guard request.method == .HEAD, case .httpBody(let body) = response.payload else { return response }
        response.headers[.contentLength] = body.count.map(String.init)
        response.payload = .httpBody(HTTPBodySequence())
        return response
    }

    private func answer(to request: HTTPRequest) -> HTTPResponse {
        if let names, !names.contains(Self.name(in: request.headers[.host] ?? "")) {
            return missing(.misdirectedRequest)
        }
        guard request.method == .GET || request.method == .HEAD else {
            var refusal = missing(.methodNotAllowed)
            refusal.headers[HTTPHeader("Allow")] = "GET, HEAD"
            return refusal
        }
        let target = request.target.path()
        switch target {
        case "/progress":
            return progress(ContentType.page) { document throws(ReportProblem) in Data(try document.html().utf8) }
        case "/progress.json":
            return progress(ContentType.json) { document throws(ReportProblem) in try document.json() }
        default: break
        }
        switch folder.answer(to: target) {
        case .file(let path): return path == folder.top ? top(path) : file(path, request)
        case .folder: return redirect(.movedPermanently, to: "\(target)/")
        // Before its first night is done, a site has what is under way and nothing else.
        case .nothing where target == "/":
            return redirect(.found, to: "/progress")
        case .nothing: return missing(.notFound)
        }
    }

    /// The host of a `Host` header, without its port.
    private static func name(in host: String) -> String {
        let end = host.hasPrefix("[") ? host.firstIndex(of: "]").map(host.index(after:)) : host.firstIndex(of: ":")
        return host[..<(end ?? host.endIndex)].lowercased()
    }

    // MARK: - Files

    /// A file; not once more for who has it.
    private func file(_ path: String, _ request: HTTPRequest) -> HTTPResponse {
        var status = stat()
        guard stat(path, &status) == 0, let body = try? HTTPBodySequence(file: URL(filePath: path)) else {
            return missing(.notFound)
        }
        let changed = HTTPDate.text(Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec)))
        let tag = "\"\(status.st_mtim.tv_sec)-\(status.st_mtim.tv_nsec)-\(status.st_size)\""
        let headers: HTTPHeaders = [.contentType: ContentType.of(path), .eTag: tag, .lastModified: changed]
        let isKnown =
            request.headers[.ifNoneMatch].map { $0 == tag } ?? (request.headers[.ifModifiedSince] == changed)
        return isKnown
            ? HTTPResponse(statusCode: .notModified, headers: headers)
            : HTTPResponse(statusCode: .ok, headers: headers, body: body)
    }

    /// The first page, with a way to what is under way; the file stays as it is.
    private func top(_ path: String) -> HTTPResponse {
        guard var page = try? String(contentsOfFile: path, encoding: .utf8) else { return missing(.notFound) }
        if let start = page.firstRange(of: "<main>") {
            page.insert(
                contentsOf: "<p class=\"over\"><a href=\"/progress\">What is under way</a></p>", at: start.upperBound)
        }
        return HTTPResponse(statusCode: .ok, headers: [.contentType: ContentType.page], body: Data(page.utf8))
    }

    // MARK: - Pages of its own

    private func progress(
        _ type: String, _ form: (ProgressDocument) throws(ReportProblem) -> Data
    ) -> HTTPResponse {
        let document: ProgressDocument
        var status = HTTPStatusCode.ok
        do throws(StoreProblem) {
            document = ProgressDocument(try listed(), at: Date())
        } catch {
            document = ProgressDocument(problem: "\(error)", at: Date())
            status = .serviceUnavailable
        }
        guard let body = try? form(document) else { return missing(.internalServerError) }
        return HTTPResponse(
            statusCode: status, headers: [.contentType: type, .cacheControl: "no-store"], body: body)
    }

    /// The runs of the store, which is opened for this alone and not written: a server that is killed leaves nothing open.
    private func listed() throws(StoreProblem) -> [ProgressDocument.Run] {
        guard FileManager.default.fileExists(atPath: store) else { return [] }
        return try RunStore(lookingInto: store).runs().map { record in
            ProgressDocument.Run(
                record, status: record.statusNow,
                page: record.outputFolder.flatMap { place in
                    // As it was named where the run was started, or under the same name on this site.
                    folder.address(of: place + "/index.html")
                        ?? folder.address(ofPage: "\((place as NSString).lastPathComponent)/index.html")
                })
        }
    }

    private func redirect(_ status: HTTPStatusCode, to address: String) -> HTTPResponse {
        let headers: HTTPHeaders = [.location: address]
        return HTTPResponse(statusCode: status, headers: headers)
    }

    private func missing(_ status: HTTPStatusCode) -> HTTPResponse {
        let document = MissingPageDocument(code: status.code, phrase: status.phrase)
        return HTTPResponse(
            statusCode: status, headers: [.contentType: ContentType.page],
            body: Data(((try? document.html()) ?? "").utf8))
    }
}
