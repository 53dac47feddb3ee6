// Compiled with -static-stdlib, this brings what the static Foundation needs into the link.
import Foundation
