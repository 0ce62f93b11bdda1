using System.Globalization;
using System.Text.Json;

namespace Skills.Replies.Reading;

/// <summary>Readings and findings that say what is wrong with a reply.</summary>
internal static class Failures
{
    public static ReplyReading Fail(string code, string message) => new() { Status = ReplyStatus.Unreadable, Findings = [Error(code, "", message)] };

    public static ReplyReading Unreadable(string text) =>
        Fail("syntax", string.Create(CultureInfo.InvariantCulture, $"The reply of {text.Length} characters holds no value that can be read."));

    public static ReplyReading Violating(JsonElement value, IReadOnlyList<ReplyFinding> findings) => new()
    {
        Value = value,
        Status = ReplyStatus.Invalid,
        Findings = [.. findings.Select(static f => Error(f.Code, f.Path, f.Message))],
    };

    public static ReplyFinding Lossy(OutputEdit edit, LossyRepairs loss) =>
        Error("lossy", edit.Path, $"Reading the reply would lose something ({edit.Name}{(edit.Before is null ? "" : $": {edit.Before}")}). Ask again, or allow {loss}.");

    public static ReplyFinding Error(string code, string path, string message) => new(code, path, message);
}
