using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Jinja.Tests.Goldens;

namespace Skills.Jinja.Tests.Differential;

/// <summary>Why a result may differ from Jinja2's: the general rules of <c>docs/jinja.md</c>. What none of them explains is a fault.</summary>
internal static partial class DifferenceRules
{
    internal static readonly (string Name, Func<GoldenCase, Difference, bool> Explains)[] All =
    [
        ("the line of an error inside {% with %} is its own, not that of the statement before", OwnLineInWith),
        ("a constant that strict Undefined forbids fails when it is reached, not while compiling", StrictConstant),
        ("texts with memory addresses, and those of bound methods, are not reproduced", HasAddress),
        ("limits end what Python carries on with", static (_, d) => d.Error?.Kind == JinjaErrorKind.Limit),
        ("an unknown filter or test is an error also where Jinja2 folds it away", FoldedAway),
        ("equal strings are the same object", static (g, d) => d.Error is null && ExpectsText(g) && StringIdentity().IsMatch(g.Template)),
    ];

    internal static string? Explain(GoldenCase golden, Difference difference)
    {
        foreach (var (name, explains) in All)
        {
            if (explains(golden, difference))
            {
                return name;
            }
        }

        return null;
    }

    private static bool ExpectsText(GoldenCase golden) => golden.Outcome.TryGetProperty("expected", out _);

    private static bool OwnLineInWith(GoldenCase golden, Difference difference)
    {
        if (difference.Error is not { } error || ExpectsText(golden) || !GoldenRunner.SameKind(error, golden.Outcome.GetProperty("error").GetProperty("kind").GetString()!))
        {
            return false;
        }

        var offset = golden.OffsetOf(error, out var source);
        var start = offset < 0 ? -1 : source.LastIndexOf("{%", Math.Min(offset, source.Length - 1), StringComparison.Ordinal);
        return start >= 0 && WithTag().IsMatch(source[start..]);
    }

    private static bool StrictConstant(GoldenCase golden, Difference difference) =>
        golden.Options.TryGetProperty("undefined", out var mode) && mode.GetString() == "strict"
        && golden.Outcome.TryGetProperty("error", out var error) && error.GetProperty("kind").GetString() == "undefined"
        && error.GetProperty("line").ValueKind == JsonValueKind.Null && !difference.Message.StartsWith("CRASHED", StringComparison.Ordinal);

    private static bool FoldedAway(GoldenCase golden, Difference difference) =>
        difference.Error is { Kind: JinjaErrorKind.Syntax } error && ExpectsText(golden)
        && UnknownName().IsMatch(error.Reason) && Decides().IsMatch(golden.Template);

    private static bool HasAddress(GoldenCase golden, Difference difference) =>
        difference.Text is not null && ExpectsText(golden) && Address().IsMatch(golden.Outcome.GetProperty("expected").GetString()!);

    [GeneratedRegex(@"\A\{%[-+]?\s*with\b")]
    private static partial Regex WithTag();

    [GeneratedRegex(@"\ANo (filter|test) named ")]
    private static partial Regex UnknownName();

    [GeneratedRegex(@"\b(and|or)\b")]
    private static partial Regex Decides();

    [GeneratedRegex("at 0x[0-9a-f]{6,}|AT 0X[0-9A-F]{6,}|id=[0-9]{6,}|<bound method ")]
    private static partial Regex Address();

    [GeneratedRegex("is (not )?sameas")]
    private static partial Regex StringIdentity();
}
