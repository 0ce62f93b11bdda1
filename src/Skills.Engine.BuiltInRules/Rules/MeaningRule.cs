using System.Text.Json;
using Skills.Engine.Embeddings;

namespace Skills.Engine.Rules;

/// <summary><c>similarity</c> with <c>by: meaning</c>: the cosine of the embeddings of strings and an input is between two bounds.</summary>
internal sealed class MeaningRule(RuleFields fields, FieldPath input, double? min, double? max, EmbeddingMeter? embeddings) : IRule
{
    // A list of a model is as long as the model likes, and each text is sent to a provider and billed.
    private const int MostTexts = 64;
    private const int Longest = 20_000;

    public async ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken)
    {
        if (embeddings is not { IsAvailable: true })
        {
            return [new("", "The rule could not be checked: no embeddings are registered. Call AddEmbeddings, or leave out 'by'.")];
        }

        if (context.Inputs.ValueKind == JsonValueKind.Undefined || input.Find(context.Inputs) is not [{ Value: { ValueKind: JsonValueKind.String } source }, ..])
        {
            return [new("", $"The rule could not be checked: the input {input.Text} is no string.")];
        }

        var findings = new List<RuleFinding>();
        var texts = new List<(string Pointer, string Text)>();
        foreach (var match in fields.Paths.SelectMany(path => path.Find(context.Outputs)))
        {
            if (match.Value is { ValueKind: JsonValueKind.String } text)
            {
                texts.Add((match.Pointer, text.GetString()!));
            }
            else if ((match.Value is { } value ? $"must be a string; it is {JsonText.KindOf(value)}." : fields.Missing(match.Pointer)) is { } wrong)
            {
                findings.Add(new(match.Pointer, $"{FieldRule.Name(match.Pointer)} {wrong}"));
            }
        }

        findings.AddRange(await CompareAsync(context, source.GetString()!, texts, cancellationToken).ConfigureAwait(false));
        return findings;
    }

    public JsonElement? Fix(JsonElement value) => null;

    private async ValueTask<IEnumerable<RuleFinding>> CompareAsync(RuleContext context, string source, List<(string Pointer, string Text)> texts, CancellationToken cancellationToken)
    {
        if (texts.Count is 0 or > MostTexts)
        {
            return texts.Count == 0 ? [] : [new("", $"The rule could not be checked: {texts.Count} strings are more than the {MostTexts} that are compared.")];
        }

        try
        {
            var made = await embeddings!.EmbedAsync([Cut(source), .. texts.Select(static t => Cut(t.Text))], context.Skill, context.Context, context.Spending?.Embeddings, cancellationToken).ConfigureAwait(false);
            var vectors = made.Vectors;
            return vectors.Count == texts.Count + 1
                ? texts.Select((t, i) => Judge(t.Pointer, vectors[0].Span, vectors[i + 1].Span)).OfType<RuleFinding>().ToList()
                : [new("", $"The rule could not be checked: {vectors.Count} embeddings came for {texts.Count + 1} texts.")];
        }
        catch (EmbeddingsRefusedException refusal)
        {
            return [new("", "The rule could not be checked. " + refusal.Message)];
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // A provider's sentence may quote the text or an address.
            return [new("", $"The rule could not be checked: the embeddings failed ({failure.GetType().Name}).")];
        }
    }

    private RuleFinding? Judge(string pointer, ReadOnlySpan<float> source, ReadOnlySpan<float> text)
    {
        var name = FieldRule.Name(pointer);
        if (source.Length == 0 || source.Length != text.Length || double.IsNaN(Vectors.Cosine(source, text)))
        {
            return new(pointer, $"{name} cannot be compared: the embeddings have no angle.");
        }

        var alike = Math.Round(Vectors.Cosine(source, text), 3);
        return alike < min ? new(pointer, $"{name} must mean the same as the input {input.Text} by at least {JsonText.Number(min.Value)}; it does by {JsonText.Number(alike)}.")
            : alike > max ? new(pointer, $"{name} may mean the same as the input {input.Text} by at most {JsonText.Number(max.Value)}; it does by {JsonText.Number(alike)}.")
            : null;
    }

    private static string Cut(string text) => text.Length <= Longest ? text : text[..Longest];
}
