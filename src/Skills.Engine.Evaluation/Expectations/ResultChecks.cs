using System.Globalization;
using System.IO.Enumeration;
using System.Text.Json;
using Skills.Engine.Rules;

namespace Skills.Engine.Evaluation.Expectations;

/// <summary>The checks on a whole result, by their words. Each returns null when it holds.</summary>
internal static class ResultChecks
{
    public static IReadOnlyDictionary<string, Func<TestObservation, JsonElement, Mismatch?>> All { get; } =
        new Dictionary<string, Func<TestObservation, JsonElement, Mismatch?>>(StringComparer.Ordinal)
        {
            ["status"] = Status,
            ["attempts"] = static (seen, wanted) => Bound.Read("attempts", wanted, "equals").Check(seen.Attempts),
            ["error"] = Error,
            ["errors"] = Errors,
            ["steps"] = Steps,
            ["model"] = static (seen, wanted) => OneOf("model", seen.Model, wanted),
            ["variant"] = static (seen, wanted) => OneOf("variant", seen.Result.Variant ?? "", wanted),
            ["cache"] = Cache,
            ["latency"] = static (seen, wanted) => Bound.Read("latency", wanted, "lte", Duration).Check((decimal)Math.Round(seen.LatencyMs, 1), " ms"),
            ["cost"] = CostOf,
            ["tokens"] = Tokens,
            ["rule"] = Rule,
            ["rendered-contains"] = Rendered,
            ["message-count"] = static (seen, wanted) => Bound.Read("message-count", wanted, "equals").Check(seen.Result.Messages.Count, " messages"),
            ["token-budget"] = static (seen, wanted) => Bound.Read("token-budget", wanted, "lte").Check(TokenEstimator.Estimate(seen.Result.Messages), " estimated tokens"),
        };

    private static Mismatch? Status(TestObservation seen, JsonElement wanted)
    {
        var word = ValueChecks.Word("status", wanted);
        if (!Enum.TryParse<ExecutionStatus>(word, ignoreCase: true, out var status) || !Enum.IsDefined(status))
        {
            throw new ExpectationException($"'{word}' is not a status. Use {string.Join(", ", Enum.GetNames<ExecutionStatus>().Select(static n => n.ToLowerInvariant()))}.");
        }

        return seen.Result.Status == status ? null : new(Name(status), Name(seen.Result.Status) + Why(seen.Result));
    }

    private static string Name(ExecutionStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>Returns the first error in brackets, so that a finding says why there is no output.</summary>
    public static string Why(SkillResult result) => result.Errors is [var first, ..] ? $" ({first.Code}: {Shown.Cut(first.Message)})" : "";

    // A code, a beginning of one such as "input.", or a mapping with code, path and message.
    private static Mismatch? Error(TestObservation seen, JsonElement wanted)
    {
        var fits = wanted.ValueKind == JsonValueKind.Object
            ? seen.Result.Errors.Any(e => wanted.EnumerateObject().All(m => Fits(e, m)))
            : seen.Result.Errors.Any(e => FitsCode(e, ValueChecks.Word("error", wanted)));
        return fits ? null : new($"error {Shown.Of(wanted)}", CodesOf(seen.Result));
    }

    private static bool Fits(SkillError error, JsonProperty part) => part.Name switch
    {
        "code" => FitsCode(error, ValueChecks.Word("error", part.Value)),
        "path" => error.Path == ValueChecks.Word("error", part.Value),
        "message" => error.Message.Contains(ValueChecks.Word("error", part.Value), StringComparison.OrdinalIgnoreCase),
        _ => throw new ExpectationException($"'{part.Name}' is not a part of 'error'. Use code, path or message."),
    };

    private static bool FitsCode(SkillError error, string code) => error.Code == code || error.Code.StartsWith(code.TrimEnd('.') + ".", StringComparison.Ordinal);

    private static string CodesOf(SkillResult result) => result.Errors.Count == 0 ? "no error" : string.Join(", ", result.Errors.Select(static e => e.Code).Distinct());

    private static Mismatch? Errors(TestObservation seen, JsonElement wanted) => wanted.ValueKind == JsonValueKind.Array
        ? wanted.EnumerateArray().Select(w => Error(seen, w)).FirstOrDefault(static m => m is not null)
        : Bound.Read("errors", wanted, "equals").Check(seen.Result.Errors.Count, " errors") is { } broken ? broken with { Got = $"{broken.Got}: {CodesOf(seen.Result)}" } : null;

    // A count, or the skills that ran, in their order.
    private static Mismatch? Steps(TestObservation seen, JsonElement wanted)
    {
        var ran = seen.Result.Children.Where(static c => !RuleJudge.IsJudged(c.Context)).Select(static c => c.SkillId).ToList();
        if (wanted.ValueKind is JsonValueKind.Number or JsonValueKind.Object)
        {
            return Bound.Read("steps", wanted, "equals").Check(ran.Count, " steps");
        }

        return ran.SequenceEqual(ValueChecks.Items("steps", wanted).Select(static w => ValueChecks.Word("steps", w)))
            ? null
            : new(Shown.Of(wanted), ran.Count == 0 ? "no step" : string.Join(", ", ran));
    }

    private static Mismatch? OneOf(string check, string? got, JsonElement wanted)
    {
        var names = ValueChecks.Items(check, wanted).Select(w => ValueChecks.Word(check, w)).ToList();
        return got is not null && names.Any(n => n == got || (n.Length > 0 && FileSystemName.MatchesSimpleExpression(n, got, ignoreCase: true)))
            ? null
            : new(string.Join(" or ", names), got switch { null => "none", "" => "the skill itself", _ => got });
    }

    private static Mismatch? Cache(TestObservation seen, JsonElement wanted)
    {
        var word = wanted.ValueKind switch { JsonValueKind.True => "hit", JsonValueKind.False => "miss", _ => ValueChecks.Word("cache", wanted) };
        var got = seen.Result switch { { IsStale: true } => "stale", { CacheHit: true } => "hit", _ => "miss" };
        return word switch
        {
            "hit" or "miss" or "stale" => word == got ? null : new(word, got),
            _ => throw new ExpectationException($"'{word}' is not an outcome of the cache. Use hit, miss or stale."),
        };
    }

    // An amount that may be wrong is not proof that a bound is kept.
    private static Mismatch? CostOf(TestObservation seen, JsonElement wanted)
    {
        var bound = Bound.Read("cost", wanted, "lte");
        if (seen.Cost.Usd is not { } usd)
        {
            return new("a known cost", "unknown");
        }

        return bound.Check(usd, " USD") ?? (seen.Cost.Kind == CostKind.AtLeast && bound.HasUpperEnd
            ? new Mismatch("a cost that is known to its end", string.Create(CultureInfo.InvariantCulture, $"at least {usd} USD"))
            : null);
    }

    private static Mismatch? Tokens(TestObservation seen, JsonElement wanted)
    {
        if (wanted.ValueKind == JsonValueKind.Object && wanted.EnumerateObject().All(static m => m.Name is "input" or "output" or "total"))
        {
            return wanted.EnumerateObject().Select(m => Tokens(seen, m.Name, m.Value)).FirstOrDefault(static m => m is not null);
        }

        return Tokens(seen, "total", wanted);
    }

    private static Mismatch? Tokens(TestObservation seen, string part, JsonElement wanted)
    {
        var (input, output) = (seen.Result.TokensInput, seen.Result.TokensOutput);
        var count = part switch { "input" => input, "output" => output, _ => input + output };
        return count is null ? new($"a known number of {part} tokens", "unknown") : Bound.Read("tokens", wanted, "lte").Check(count.Value, $" {part} tokens");
    }

    // The type of a rule that finds something, or a mapping with type and passed.
    private static Mismatch? Rule(TestObservation seen, JsonElement wanted)
    {
        var (type, passed) = wanted.ValueKind == JsonValueKind.Object
            ? (wanted.TryGetProperty("type", out var t) ? ValueChecks.Word("rule", t) : throw new ExpectationException("'rule' needs 'type', and may have 'passed'."),
               wanted.TryGetProperty("passed", out var p) && ValueChecks.Flag("rule", p))
            : (ValueChecks.Word("rule", wanted), false);
        var rules = seen.Result.ValidationResult?.Rules.Where(r => r.Type == type && !r.Skipped).ToList() ?? [];
        if (rules.Count == 0)
        {
            return new($"the rule {type} runs", seen.Result.ValidationResult is null ? "no rule ran" + Why(seen.Result) : "it did not run");
        }

        var all = rules.All(static r => r.Passed);
        return all == passed ? null : new($"the rule {type} {(passed ? "holds" : "finds something")}", all ? "it holds" : Shown.Cut(rules.First(static r => !r.Passed).Findings[0].Message));
    }

    private static Mismatch? Rendered(TestObservation seen, JsonElement wanted)
    {
        var prompt = seen.Result.RenderedPrompt ?? seen.Result.Children.Aggregate("", static (all, c) => all + c.RenderedPrompt + "\n");
        var missing = ValueChecks.Items("rendered-contains", wanted).Select(static w => ValueChecks.Word("rendered-contains", w)).FirstOrDefault(w => !prompt.Contains(w, StringComparison.Ordinal));
        return missing is null ? null : new($"the prompt contains {Shown.Of(missing)}", prompt.Trim().Length == 0 ? "nothing was rendered" + Why(seen.Result) : $"a prompt of {prompt.Length} characters without it");
    }

    // Milliseconds as a number, or a text such as 2s or 500ms.
    private static decimal? Duration(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return Bound.Number(value);
        }

        var text = value.GetString()!.Trim();
        var (number, factor) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 1m)
            : text.EndsWith('s') ? (text[..^1], 1_000m)
            : text.EndsWith('m') ? (text[..^1], 60_000m)
            : (text, 0m);
        return factor > 0 && decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? amount * factor : null;
    }
}
