using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>How much a finding in a skill file matters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DiagnosticSeverity>))]
public enum DiagnosticSeverity
{
    /// <summary>The skill is not loaded.</summary>
    Error,

    /// <summary>The skill is loaded; something in it is most likely not meant.</summary>
    Warning,

    /// <summary>A remark, such as what an import had to change.</summary>
    Info,
}

/// <summary>One finding in a skill file, with its place, as a compiler would print it.</summary>
public sealed record SkillDiagnostic
{
    private const int Widest = 200;

    /// <summary>Stable code, such as <c>SK102</c>; all are listed in <c>docs/skill-files.md</c>.</summary>
    public required string Code { get; init; }

    /// <summary>How much it matters.</summary>
    public required DiagnosticSeverity Severity { get; init; }

    /// <summary>The file as it was named to the reader.</summary>
    public required string File { get; init; }

    /// <summary>Line of the place, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Column of the place, from 1, in UTF-16 units.</summary>
    public required int Column { get; init; }

    /// <summary>How many units of the line are meant; at least 1.</summary>
    public int Length { get; init; } = 1;

    /// <summary>A sentence that says what is wrong and how to fix it.</summary>
    public required string Message { get; init; }

    /// <summary>The line itself, with what looks like a secret masked; null when the file could not be read.</summary>
    public string? SourceLine { get; init; }

    /// <summary>The skill the finding belongs to; null when the file was not understood that far.</summary>
    public string? Skill { get; init; }

    /// <summary>Place, code and sentence, then the line with a caret under the place.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {Severity.ToString().ToLowerInvariant()} {Code}: {Message}");
        if (SourceLine is { Length: > 0 } whole)
        {
            // Of a long line the part around the place is shown.
            var number = Line.ToString(CultureInfo.InvariantCulture);
            var at = Math.Clamp(Column - 1, 0, whole.Length);
            var start = whole.Length <= Widest ? 0 : Math.Clamp(at - (Widest / 2), 0, whole.Length - Widest);
            var (line, before) = (whole.Substring(start, Math.Min(Widest, whole.Length - start)), at - start);
            var carets = Math.Clamp(Length, 1, Math.Max(1, line.Length - before));
            text.Append('\n').Append(' ', 2).Append(number).Append(" | ").Append(line);
            text.Append('\n').Append(' ', 2 + number.Length).Append(" | ");
            foreach (var c in line.AsSpan(0, before))
            {
                text.Append(c == '\t' ? '\t' : ' ');
            }

            text.Append('^').Append('~', carets - 1);
        }

        return text.ToString();
    }
}
