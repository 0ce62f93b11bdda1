using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Collects citations, search results and probabilities while a reply is read, whole or in pieces.</summary>
internal sealed class ReplyParts
{
    // A reply's bytes are bounded already. This bounds the number of small entries.
    private const int Most = 1_000;
    private const int MostTokens = 200_000;

    private readonly List<ModelCitation> _citations = [];
    private readonly List<WebSearchResult> _results = [];
    private readonly List<TokenProbability> _tokens = [];

    /// <summary>Whether further citations are left out.</summary>
    public bool HasAllCitations => _citations.Count >= Most;

    public void Add(ModelCitation citation)
    {
        if (!HasAllCitations)
        {
            _citations.Add(citation);
        }
    }

    public void Add(WebSearchResult result)
    {
        if (_results.Count < Most && !_results.Contains(result))
        {
            _results.Add(result);
        }
    }

    /// <summary>Changes the citations so far, such as their places once these are known.</summary>
    public void Change(Func<ModelCitation, ModelCitation> change)
    {
        for (var i = 0; i < _citations.Count; i++)
        {
            _citations[i] = change(_citations[i]);
        }
    }

    /// <summary>Adds tokens in the form of OpenAI: <c>{token, logprob, top_logprobs}</c>.</summary>
    public void AddTokens(JsonElement? list)
    {
        foreach (var entry in list.Items())
        {
            if (_tokens.Count < MostTokens && TokenOf(entry, "logprob") is { } token)
            {
                _tokens.Add(token with { Alternatives = [.. entry.Get("top_logprobs").Items().Select(static t => TokenOf(t, "logprob")).OfType<TokenProbability>()] });
            }
        }
    }

    /// <summary>Adds tokens whose alternatives are in a list of their own.</summary>
    public void AddTokens(JsonElement? chosen, JsonElement? alternatives)
    {
        var others = alternatives.Items().ToList();
        foreach (var (entry, index) in chosen.Items().Select(static (e, i) => (e, i)))
        {
            if (_tokens.Count < MostTokens && TokenOf(entry, "logProbability") is { } token)
            {
                JsonElement? around = index < others.Count ? others[index].Get("candidates") : null;
                _tokens.Add(token with { Alternatives = [.. around.Items().Select(static t => TokenOf(t, "logProbability")).OfType<TokenProbability>()] });
            }
        }
    }

    /// <summary>The reply with what was collected.</summary>
    public ModelReply ApplyTo(ModelReply reply) => _citations.Count + _results.Count + _tokens.Count == 0
        ? reply
        : reply with { Citations = [.. _citations], SearchResults = [.. _results], TokenProbabilities = [.. _tokens] };

    /// <summary>An index of a provider; null when it is absent, negative or absurd.</summary>
    public static int? Index(JsonElement? element, string name) => element.Tokens(name) is <= int.MaxValue and var index ? (int?)index : null;

    private static TokenProbability? TokenOf(JsonElement entry, string name) =>
        entry.Text("token") is { } token && entry.Get(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) && double.IsFinite(value)
            ? new(token, value)
            : null;
}
