namespace Skills.Engine;

/// <summary>A source that a model cites for a piece of its answer. A part is null when the provider does not give it.</summary>
public sealed record ModelCitation
{
    /// <summary>Address of the source.</summary>
    public string? Url { get; init; }

    /// <summary>Title of the page or the document.</summary>
    public string? Title { get; init; }

    /// <summary>The passage of the source.</summary>
    public string? Text { get; init; }

    /// <summary>Index of the cited piece in the reply's text, from 0, as the provider counts.</summary>
    public int? Start { get; init; }

    /// <summary>Index after the cited piece in the reply's text.</summary>
    public int? End { get; init; }

    /// <summary>Index of the document among those of the prompt, from 0.</summary>
    public int? Document { get; init; }

    /// <summary>First page of the passage, from 1.</summary>
    public int? Page { get; init; }

    /// <summary>Id of a file at the provider.</summary>
    public string? FileId { get; init; }

    /// <summary>Returns what kind of source it is. It contains no content.</summary>
    public override string ToString() => Url is not null ? "citation of a URL" : "citation of a document";
}

/// <summary>A page that the provider's own web search found.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Title">Its title; null when unsaid.</param>
public sealed record WebSearchResult(string Url, string? Title)
{
    /// <summary>How old the page is or its date, as the provider says it; null when unsaid.</summary>
    public string? Age { get; init; }

    /// <summary>A piece of the page; null when unsaid.</summary>
    public string? Snippet { get; init; }

    /// <summary>Returns a name without content.</summary>
    public override string ToString() => "web search result";
}

/// <summary>A token of the reply and how likely it was.</summary>
/// <param name="Token">Its text.</param>
/// <param name="LogProbability">Natural logarithm of its probability, 0 or less.</param>
public sealed record TokenProbability(string Token, double LogProbability)
{
    /// <summary>The most likely tokens at this place, the token itself mostly among them; empty when none were asked for.</summary>
    public IReadOnlyList<TokenProbability> Alternatives { get; init; } = [];

    /// <summary>Returns the number. It does not contain the token.</summary>
    public override string ToString() => LogProbability.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
}
