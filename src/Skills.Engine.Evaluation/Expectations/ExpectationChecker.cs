using System.Text.Json;
using Skills.Engine.Definitions;
using Skills.Engine.Rules;
using Skills.Jinja;

namespace Skills.Engine.Evaluation.Expectations;

/// <summary>Checks the expectations of a case. Everything wrong is a finding; only cancellation is thrown.</summary>
internal sealed class ExpectationChecker(IExpectationServices services)
{
    private static readonly string[] Others = ["is-json", "expression", "judge", "snapshot", "rendered-snapshot"];
    private readonly JinjaEnvironment _jinja = new();

    /// <summary>The words that are known, without their negations.</summary>
    public static IEnumerable<string> Words => [.. ResultChecks.All.Keys, .. ValueChecks.All.Keys, .. Others, "path"];

    /// <summary>Returns the findings and the score of a run.</summary>
    public async Task<(IReadOnlyList<SkillTestFinding> Findings, double Score)> CheckAsync(TestObservation seen, CancellationToken cancellationToken)
    {
        var findings = new List<SkillTestFinding>();
        var scores = new List<double>();
        for (var i = 0; i < seen.Case.Expect.Count; i++)
        {
            await CheckAsync(seen, i, findings, scores, cancellationToken).ConfigureAwait(false);
        }

        return (findings, scores.Count == 0 ? 1 : scores.Average());
    }

    private async Task CheckAsync(TestObservation seen, int index, List<SkillTestFinding> findings, List<double> scores, CancellationToken cancellationToken)
    {
        var expectation = seen.Case.Expect[index];
        if (expectation.ValueKind != JsonValueKind.Object)
        {
            findings.Add(Finding(seen, index, "expect", null, new("a mapping", Shown.Of(expectation), SkillTestFindingKind.Invalid)));
            scores.Add(0);
            return;
        }

        var path = expectation.TryGetProperty("path", out var p) && p.ValueKind == JsonValueKind.String ? p.GetString() : null;
        var checks = expectation.EnumerateObject().Where(static m => m.Name != "path").ToList();
        foreach (var check in checks)
        {
            var mismatch = await CheckedAsync(seen, path, check.Name, check.Value, cancellationToken).ConfigureAwait(false);
            if (mismatch is not { Kind: SkillTestFindingKind.NotChecked })
            {
                scores.Add(mismatch?.Score ?? 1);
            }

            if (mismatch is not null)
            {
                findings.Add(Finding(seen, index, check.Name, IsAboutOutputs(check.Name) ? path ?? "$" : null, mismatch));
            }
        }

        if (checks.Count == 0)
        {
            findings.Add(Finding(seen, index, "path", path, new("a check beside 'path'", "'path' alone checks nothing. Add a check such as 'equals' or 'exists'.", SkillTestFindingKind.Invalid)));
            scores.Add(0);
        }
    }

    private async Task<Mismatch?> CheckedAsync(TestObservation seen, string? path, string word, JsonElement wanted, CancellationToken cancellationToken)
    {
        try
        {
            var negated = word.StartsWith("not-", StringComparison.Ordinal);
            var mismatch = await CheckAsync(seen, path, negated ? word[4..] : word, wanted, cancellationToken).ConfigureAwait(false);
            return negated ? Negated(word, wanted, mismatch) : mismatch;
        }
        catch (ExpectationException wrong)
        {
            return new("a valid expectation", wrong.Message, SkillTestFindingKind.Invalid);
        }
        catch (RuleFormatException wrong)
        {
            return new("a valid path", wrong.Message, SkillTestFindingKind.Invalid);
        }
    }

    private static Mismatch? Negated(string word, JsonElement wanted, Mismatch? mismatch) => mismatch switch
    {
        null => new($"{word} {Shown.Of(wanted)}", "it holds"),
        { Kind: SkillTestFindingKind.Failed } => null,
        _ => mismatch,
    };

    private async Task<Mismatch?> CheckAsync(TestObservation seen, string? path, string word, JsonElement wanted, CancellationToken cancellationToken)
    {
        if (ResultChecks.All.TryGetValue(word, out var ofResult))
        {
            return ofResult(seen, wanted);
        }

        if (word == "rendered-snapshot")
        {
            return services.Snapshot(seen, "prompt.txt", NameOf(wanted), seen.Result.RenderedPrompt);
        }

        if (!IsAboutOutputs(word))
        {
            throw new ExpectationException($"'{word}' is not a known expectation.{NearestName.Hint(word, [.. Words])}");
        }

        if (seen.Outputs is null)
        {
            return word == "exists" && !ValueChecks.Flag(word, wanted) ? null : new($"{word} {Shown.Of(wanted)}", "no output" + ResultChecks.Why(seen.Result));
        }

        foreach (var value in Values(seen, path, word))
        {
            if (await CheckValueAsync(seen, value, word, wanted, cancellationToken).ConfigureAwait(false) is { } mismatch)
            {
                return mismatch;
            }
        }

        return null;
    }

    private Task<Mismatch?> CheckValueAsync(TestObservation seen, JsonElement? value, string word, JsonElement wanted, CancellationToken cancellationToken) => word switch
    {
        "judge" => services.JudgeAsync(seen, value, wanted, cancellationToken),
        "snapshot" => Task.FromResult(services.Snapshot(seen, "json", NameOf(wanted), value is { } some ? Indented(some) : null)),
        "expression" => Task.FromResult(Expression(seen, value, wanted, cancellationToken)),
        "is-json" => Task.FromResult(IsJson(seen, value, wanted)),
        _ => Task.FromResult(ValueChecks.All[word](value, wanted)),
    };

    // Of a text skill the checks of texts see its one text.
    private static IEnumerable<JsonElement?> Values(TestObservation seen, string? path, string word)
    {
        var outputs = seen.Outputs!.Value;
        if (path is null or "$" or "")
        {
            return [ValueChecks.OfTexts.Contains(word) && seen.Skill.Output.Format is OutputFormat.Text or OutputFormat.Markdown ? OnlyText(outputs) ?? outputs : outputs];
        }

        var found = FieldPath.Parse(path).Find(outputs);
        return found.Count > 0 ? found.Select(static m => m.Value) : [null];
    }

    private static JsonElement? OnlyText(JsonElement outputs) =>
        outputs.ValueKind == JsonValueKind.Object && outputs.EnumerateObject().ToList() is [{ Value.ValueKind: JsonValueKind.String } only] ? only.Value : null;

    // With a path: the string there. Without: the reply as the model wrote it.
    private static Mismatch? IsJson(TestObservation seen, JsonElement? value, JsonElement wanted)
    {
        var text = value is { ValueKind: JsonValueKind.String } inner ? inner.GetString() : seen.Result.RawOutput;
        var isJson = text is not null && IsJson(text);
        return isJson == ValueChecks.Flag("is-json", wanted) ? null : new(isJson ? "a reply that is not JSON" : "a reply that is JSON as written", text is null ? "no reply" : Shown.Of(text));
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private Mismatch? Expression(TestObservation seen, JsonElement? value, JsonElement wanted, CancellationToken cancellationToken)
    {
        var text = ValueChecks.Word("expression", wanted);
        try
        {
            var names = new Dictionary<string, object?>(StringComparer.Ordinal) { ["inputs"] = seen.Result.Inputs, ["outputs"] = seen.Outputs, ["value"] = value };
            return _jinja.CompileExpression(MemberAccess.AsItems(text)).EvaluateBool(names, cancellationToken) ? null : new(text, $"false for {Shown.Of(value)}");
        }
        catch (JinjaException wrong)
        {
            throw new ExpectationException($"'{text}' cannot be evaluated: {wrong.Message}");
        }
    }

    private static string? NameOf(JsonElement wanted) => wanted.ValueKind == JsonValueKind.String ? wanted.GetString() : null;

    private static string Indented(JsonElement value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }))
        {
            value.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static bool IsAboutOutputs(string word) =>
        (word.StartsWith("not-", StringComparison.Ordinal) ? word[4..] : word) is var bare
        && (ValueChecks.All.ContainsKey(bare) || bare is "judge" or "snapshot" or "expression" or "is-json");

    private static SkillTestFinding Finding(TestObservation seen, int index, string check, string? path, Mismatch mismatch) => new()
    {
        Kind = mismatch.Kind,
        Check = check,
        Path = path,
        Expected = mismatch.Expected,
        Got = mismatch.Got,
        File = seen.Case.File,
        Line = index < seen.Case.ExpectLines.Count ? seen.Case.ExpectLines[index] : seen.Case.Line,
    };
}
