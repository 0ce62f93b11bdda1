using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Instances;

namespace Skills.JsonSchema.Evaluation;

/// <summary>Evaluates a schema on a property name as if it were a string of its own.</summary>
internal static class NameEvaluation
{
    public static bool Valid(
        CompiledSchema schema, EvaluationBuffers buffers, SchemaNode node, ReadOnlySpan<byte> raw, ref long steps, ref int depth)
    {
        Span<TapeRow> rows = [new TapeRow { Start = 0, Length = raw.Length, Next = 1, Kind = JsonValueKind.String }];
        var evaluator = new Evaluator<TapeInstance, int, TapeCursor, TapeCursor>(schema, new TapeInstance(raw, rows), buffers);
        return evaluator.RunNested(node, 0, ref steps, ref depth);
    }
}
