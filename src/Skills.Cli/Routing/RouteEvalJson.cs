using System.Text.Json;
using Skills.Engine;

namespace Skills.Cli.Routing;

/// <summary>Writes an evaluation as JSON.</summary>
internal static class RouteEvalJson
{
    public static void Write(Utf8JsonWriter writer, RoutingEvaluation evaluation, IReadOnlyList<RoutingReplay> replays)
    {
        writer.WriteStartObject();
        writer.WriteString("set", evaluation.Group);
        writer.WriteNumber("samples", evaluation.Samples);
        writer.WriteStartArray("baselines");
        foreach (var baseline in evaluation.Baselines)
        {
            writer.WriteStartObject();
            writer.WriteString("name", baseline.Name);
            WriteMeans(writer, baseline.Quality, baseline.CostUsd);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("curves");
        foreach (var curve in evaluation.Curves)
        {
            WriteCurve(writer, curve);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("learningCurve");
        foreach (var point in evaluation.LearningCurve)
        {
            writer.WriteStartObject();
            writer.WriteNumber("outcomes", point.Outcomes);
            writer.WriteNumber("apgr", point.Apgr);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("settings");
        foreach (var replay in replays)
        {
            WriteReplay(writer, replay);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteCurve(Utf8JsonWriter writer, RoutingCurve curve)
    {
        writer.WriteStartObject();
        writer.WriteString("name", curve.Name);
        writer.WriteNumber("apgr", curve.Apgr);
        WriteShare(writer, "cpt50", curve.CallsFor(0.5));
        WriteShare(writer, "cpt80", curve.CallsFor(0.8));
        writer.WriteStartArray("recovered");
        foreach (var value in curve.Recovered)
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteReplay(Utf8JsonWriter writer, RoutingReplay replay)
    {
        writer.WriteStartObject();
        writer.WriteString("name", replay.Setting);
        WriteMeans(writer, replay.Quality, replay.CostUsd);
        writer.WriteNumber("regret", replay.Regret);
        writer.WriteStartObject("calls");
        foreach (var (model, share) in replay.Shares)
        {
            writer.WriteNumber(model, share);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteMeans(Utf8JsonWriter writer, double quality, decimal? cost)
    {
        writer.WriteNumber("quality", quality);
        if (cost is { } known)
        {
            writer.WriteNumber("costUsd", known);
        }
        else
        {
            writer.WriteNull("costUsd");
        }
    }

    private static void WriteShare(Utf8JsonWriter writer, string name, double? share)
    {
        if (share is { } known)
        {
            writer.WriteNumber(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
