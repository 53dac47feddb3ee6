/// What browsers are told that a file is.
enum ContentType {
    static let page = "text/html; charset=utf-8"
    static let json = "application/json"

    /// By the ending of the file's name.
    static func of(_ path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return unknown }
        return known[name[dot...].dropFirst().lowercased()] ?? unknown
    }

    private static let unknown = "application/octet-stream"
    private static let text = "text/plain; charset=utf-8"
    private static let known = [
        "html": page, "htm": page, "json": json, "md": "text/markdown; charset=utf-8", "css": "text/css; charset=utf-8",
        "csv": "text/csv; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        "png": "image/png", "xml": "application/xml", "txt": text, "log": text, "yaml": text, "yml": text,
        "arrow": "application/vnd.apache.arrow.file",
    ]
}
