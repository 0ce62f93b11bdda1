using System.Globalization;
using System.Text.Json;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Problems;

/// <summary>Problem details (RFC 9457) with the engine's own members.</summary>
internal static class Problem
{
    public const string ContentType = "application/problem+json";

    // Where nobody said how long.
    private const string BusySeconds = "5";

    public static Reply Of(ProblemType type, string detail, string? skill = null, Action<Utf8JsonWriter>? more = null)
    {
        var reply = Reply.Of(
            type.Status,
            writer =>
            {
                writer.WriteStartObject();
                Head(writer, type, detail);
                if (skill is not null)
                {
                    writer.WriteString("skill", skill);
                }

                more?.Invoke(writer);
                writer.WriteEndObject();
            },
            ContentType);
        return type.Status is 429 or 409 ? reply.With("Retry-After", type == ProblemType.KeyInFlight ? "1" : BusySeconds) : reply;
    }

    /// <summary>The problem of a failed execution.</summary>
    public static Reply Of(SkillResult result, string skill, SkillsEndpointOptions options)
    {
        var type = ProblemType.Of(result);
        var reply = Reply.Of(type.Status, writer => Write(writer, result, skill, options), ContentType);
        return RetryAfter(type, result) is { } seconds ? reply.With("Retry-After", seconds) : reply;
    }

    /// <summary>The value of the header field for a failed execution; null when it has none.</summary>
    public static string? RetryAfter(ProblemType type, SkillResult result) =>
        type.Status is 429 or 503 && result.RetryAfter is { } wait ? Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture)
        : type.Status == 429 || type == ProblemType.Unavailable ? BusySeconds
        : null;

    public static void Write(Utf8JsonWriter writer, SkillResult result, string skill, SkillsEndpointOptions options)
    {
        var type = ProblemType.Of(result);
        writer.WriteStartObject();
        Head(writer, type, DetailOf(type, result));
        writer.WriteString("runId", result.ExecutionId);
        writer.WriteString("skill", skill);
        writer.WriteString("version", result.SkillVersion);
        writer.WriteString("step", StepName.Of(result.Errors is [var first, ..] ? first.Step : SkillStep.ValidateInput));
        WriteErrors(writer, type, result.Errors);
        WriteAttempts(writer, result.Attempts);
        if (type == ProblemType.NoRoute)
        {
            WriteCandidates(writer, result.Routing);
        }

        if (options.ShowRawOutput && result.RawOutput is { } raw)
        {
            writer.WriteString("rawOutput", raw);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the four members that every problem has.</summary>
    public static void Head(Utf8JsonWriter writer, ProblemType type, string detail)
    {
        writer.WriteString("type", type.Urn);
        writer.WriteString("title", type.Title);
        writer.WriteNumber("status", type.Status);
        writer.WriteString("detail", detail);
    }

    // What broke inside is the host's business: template errors quote the prompt.
    public static string DetailOf(ProblemType type, SkillResult result) =>
        type == ProblemType.Internal
            ? string.Create(CultureInfo.InvariantCulture, $"{(result.Errors is [var first, ..] ? first.Code : "execution.failed")}; the host's log has run {result.ExecutionId}.")
            : result.ErrorMessage ?? type.Title;

    private static void WriteErrors(Utf8JsonWriter writer, ProblemType type, IReadOnlyList<SkillError> errors)
    {
        if (type == ProblemType.Internal || errors.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("errors");
        foreach (var place in errors.GroupBy(static e => e.Path))
        {
            writer.WriteStartArray(place.Key);
            foreach (var error in place)
            {
                writer.WriteStringValue(error.Message);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteStartArray("codes");
        foreach (var code in errors.Select(static e => e.Code).Distinct(StringComparer.Ordinal))
        {
            writer.WriteStringValue(code);
        }

        writer.WriteEndArray();
    }

    private static void WriteAttempts(Utf8JsonWriter writer, IReadOnlyList<SkillAttempt> attempts)
    {
        if (attempts.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("attempts");
        foreach (var attempt in attempts)
        {
            AttemptJson.Write(writer, attempt);
        }

        writer.WriteEndArray();
    }

    private static void WriteCandidates(Utf8JsonWriter writer, RoutingExplanation? routing)
    {
        writer.WriteStartArray("candidates");
        foreach (var candidate in (routing?.Candidates ?? []).Where(static c => c.IsRegistered))
        {
            writer.WriteStartObject();
            writer.WriteString("model", candidate.Model);
            writer.WriteString("provider", candidate.Provider);
            writer.WriteString("droppedBy", candidate.DroppedBy);
            writer.WriteString("reason", candidate.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
