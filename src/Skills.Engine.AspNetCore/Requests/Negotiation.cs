using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Requests;

/// <summary>The forms an execution is answered in.</summary>
internal enum AnswerForm
{
    /// <summary>The outputs themselves.</summary>
    Outputs,

    /// <summary>The whole result.</summary>
    Result,

    /// <summary>Server-sent events.</summary>
    Events,
}

/// <summary>Reads what the caller accepts and prefers.</summary>
internal static class Negotiation
{
    private static readonly (AnswerForm Form, string MediaType)[] Forms =
    [
        (AnswerForm.Outputs, Reply.Json),
        (AnswerForm.Result, ResultJson.ContentType),
        (AnswerForm.Events, "text/event-stream"),
    ];

    /// <summary>The form the caller likes best; null when it accepts none.</summary>
    public static AnswerForm? Choose(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted) || accepted.Count == 0)
        {
            return AnswerForm.Outputs;
        }

        // Of equals the more specific range wins, then the caller's order.
        foreach (var range in accepted.Where(static r => r.Quality is not 0).OrderByDescending(static r => r.Quality ?? 1).ThenBy(static r => r.MatchesAllTypes).ThenBy(static r => r.MatchesAllSubTypes))
        {
            foreach (var (form, mediaType) in Forms)
            {
                if (new MediaTypeHeaderValue(mediaType).IsSubsetOf(WithoutParameters(range)))
                {
                    return form;
                }
            }
        }

        return null;
    }

    /// <summary>What RFC 7240 calls preferences: <c>respond-async</c> and <c>wait</c>.</summary>
    public static (bool Async, TimeSpan Wait) Preferences(HttpRequest request)
    {
        var isAsync = false;
        var wait = TimeSpan.Zero;
        foreach (var preference in request.Headers["Prefer"].SelectMany(static h => (h ?? "").Split(',', ';')).Select(static p => p.Trim()))
        {
            if (preference.Equals("respond-async", StringComparison.OrdinalIgnoreCase))
            {
                isAsync = true;
            }
            else if (preference.StartsWith("wait=", StringComparison.OrdinalIgnoreCase) && ushort.TryParse(preference.AsSpan(5), out var seconds))
            {
                wait = TimeSpan.FromSeconds(seconds);
            }
        }

        return (isAsync, wait);
    }

    private static MediaTypeHeaderValue WithoutParameters(MediaTypeHeaderValue range) => new(range.MediaType);
}
