using System.Globalization;
using System.Text.Json;
using Skills.Cli.Shell;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Improving;

/// <summary>Writes the outcome of an optimization.</summary>
internal static class OptimizationText
{
    private const int NoteLength = 100;

    /// <summary>Writes the variant as the result, and everything else beside it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="result">The outcome.</param>
    /// <param name="file">The file that has the variant now; null when none has.</param>
    public static void Write(CommandCall call, OptimizationResult result, string? file)
    {
        if (call.Output != OutputKind.Text)
        {
            call.Terminal.Json(writer => WriteJson(writer, result, file));
            return;
        }

        foreach (var candidate in result.Candidates)
        {
            call.Terminal.Note($"  {Of(candidate)}");
        }

        if (result.VariantYaml is { } yaml)
        {
            call.Terminal.Result(PlainText.Of($"variants:\n{yaml.TrimEnd('\n')}"));
        }

        call.Terminal.Note($"{result.Summary} {Money.Text(result.Cost)}");
        if (result.Outcome == OptimizationOutcome.Accepted)
        {
            call.Terminal.Note(file is null
                ? "The variant is in no file. Add it to the skill file, review it, and give it a weight."
                : $"Written into {file} with weight 0. Review it, and give it a weight: 'git diff {file}'.");
        }
    }

    /// <summary>Returns a candidate as one line.</summary>
    public static string Of(OptimizationCandidate candidate) => string.Create(
        CultureInfo.InvariantCulture,
        $"{candidate.Kind,-12} {(candidate.Score is { } score ? score.ToString("0.00", CultureInfo.InvariantCulture) : "–"),4}  {PlainText.Line(candidate.Note, NoteLength)}");

    private static void WriteJson(Utf8JsonWriter writer, OptimizationResult result, string? file)
    {
        writer.WriteStartObject();
        writer.WriteString("outcome", JsonNamingPolicy.SnakeCaseLower.ConvertName(result.Outcome.ToString()));
        writer.WriteString("summary", result.Summary);
        writer.WriteString("file", file);
        writer.WriteString("variantYaml", result.VariantYaml);
        WriteCost(writer, result);
        writer.WriteStartArray("candidates");
        foreach (var candidate in result.Candidates)
        {
            Write(writer, candidate);
        }

        writer.WriteEndArray();
        if (result.HeldOut is { } row)
        {
            writer.WriteStartObject("heldOut");
            writer.WriteNumber("cases", row.Cases);
            writer.WriteNumber("gained", row.Gained.Count);
            writer.WriteNumber("lost", row.Lost.Count);
            writer.WriteNumber("pValue", row.PValue);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, OptimizationCandidate candidate)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", candidate.Kind);
        if (candidate.Score is { } score)
        {
            writer.WriteNumber("score", score);
        }
        else
        {
            writer.WriteNull("score");
        }

        writer.WriteString("note", candidate.Note);
        writer.WriteEndObject();
    }

    private static void WriteCost(Utf8JsonWriter writer, OptimizationResult result)
    {
        if (result.Cost.Usd is { } usd)
        {
            writer.WriteNumber("costUsd", usd);
        }
        else
        {
            writer.WriteNull("costUsd");
        }

        writer.WriteString("costKind", JsonNamingPolicy.SnakeCaseLower.ConvertName(result.Cost.Kind.ToString()));
    }
}
