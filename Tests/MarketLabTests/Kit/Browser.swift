import Foundation
import MarketLabTesting

/// Chromium without a window, which loads pages and says what cannot be read on them.
enum Browser {
    static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// A width, and whether the page is dark or printed.
    struct View: Codable, CaseIterable {
        let name: String
        let width: Int

        /// Printed is A4 with the browser's own margins.
        static let allCases = [
            View(name: "light", width: 390), View(name: "dark", width: 390), View(name: "light", width: 1440),
            View(name: "dark", width: 1440), View(name: "light", width: 800), View(name: "print", width: 717),
        ]
    }

    /// What is wrong with a page of `folder`, a line each.
    static func faults(of page: String, in folder: String) throws -> [String] {
        let file = URL(filePath: "\(folder)/\(page)")
        let html = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let measured = FileManager.default.temporaryDirectory.appending(path: "marketlab-\(UUID().uuidString).html")
        defer { try? FileManager.default.removeItem(at: measured) }
        try Data(wrapper(of: html).utf8).write(to: measured)
        // As it is, for its own errors; and within frames of every width, for what is measured in them.
        let own = try load(file.path)
        let dom = try load(measured.path).text
        guard let start = dom.range(of: "<pre id=\"found\">"), let end = dom.range(of: "</pre>DONE") else {
            return ["\(page): the browser did not measure it: \(dom.suffix(200))"]
        }
        let found = dom[start.upperBound..<end.lowerBound].split(separator: "\n").map { "\(page), \($0)" }
        return found + own.said.filter { $0.contains("CONSOLE") }.map { "\(page): \($0)" }
    }

    private static func load(_ path: String) throws -> Program.Ran {
        let profile = FileManager.default.temporaryDirectory.appending(path: "marketlab-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: profile) }
        return try Program.other(
            Browser.path ?? "chromium",
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr",
                "--user-data-dir=\(profile)", "--window-size=1600,1200", "--virtual-time-budget=20000", "--dump-dom",
                "file://\(path)",
            ])
    }

    /// The page in a frame for each view, with a script that measures them. A frame is as narrow as it is told, which a window
    /// need not be; and a style sheet can be told that it is dark, or printed.
    private static func wrapper(of html: String) throws -> String {
        let bare = html.replacing(#/<meta http-equiv="Content-Security-Policy"[^>]*>/#, with: "")
            .replacing(#/base64,[^"]*/#, with: "base64,")
        let frames = View.allCases.map { view in
            let page =
                switch view.name {
                case "dark": bare.replacing("(prefers-color-scheme: dark)", with: "all")
                case "print": bare.replacing("@media print", with: "@media all")
                default: bare
                }
            let escaped = page.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
            return
                "<iframe data-name=\"\(view.name)\" width=\"\(view.width)\" height=\"900\" srcdoc=\"\(escaped)\"></iframe>"
        }
        return """
            <!doctype html><meta charset="utf-8"><style>iframe { border: 0; display: block }</style>
            \(frames.joined(separator: "\n"))
            <pre id="found"></pre>
            <script>
            const found = []
            function measure(frame) {
              const view = frame.dataset.name + ' ' + frame.width, page = frame.contentDocument, width = +frame.width
              const say = (what, element) => found.push(view + ': ' + what + ': ' + element.tagName + ' "'
                + (element.textContent || '').trim().replace(/\\s+/g, ' ').slice(0, 60) + '"')
              // Two-pixel slack: scroll bars have no width here, but glyphs hang over a little.
              if (page.documentElement.scrollWidth > width + 1) say('the page is wider than its window', page.body)
              for (const fold of page.querySelectorAll('details')) fold.open = true
              if (page.documentElement.scrollWidth > width + 1) say('opened, the page is wider', page.body)
              for (const element of page.body.querySelectorAll('*')) {
                const box = element.getBoundingClientRect()
                if (!box.width || !box.height || element.closest('thead') && box.width <= 1) continue
                if (element.closest('svg') === null) {
                  if (box.right > width + 1 || box.left < -1) say('cut by the window', element)
                  const style = frame.contentWindow.getComputedStyle(element)
                  if (style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1
                    && element.tagName !== 'TH' && !element.closest('thead')) say('needs a scroll bar', element)
                } else if (element.tagName === 'text') {
                  const drawing = element.closest('svg').getBoundingClientRect()
                  if (box.right > drawing.right + 2 || box.left < drawing.left - 2 || box.bottom > drawing.bottom + 2)
                    say('leaves its drawing', element)
                }
              }
              const axes = [...page.querySelectorAll('svg.plot:not(.life):not(.spark)')].filter(
                plot => plot.getBoundingClientRect().width
                && !plot.querySelector('.tick'))
              for (const plot of axes) say('has no axis', plot)
            }
            window.onload = () => {
              for (const frame of document.querySelectorAll('iframe')) measure(frame)
              document.getElementById('found').textContent = found.join('\\n')
              for (const frame of document.querySelectorAll('iframe')) frame.remove()
              document.getElementById('found').after('DONE')
            }
            </script>
            """
    }
}
