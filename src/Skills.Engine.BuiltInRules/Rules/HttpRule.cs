using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Skills.Engine.Serialization;

namespace Skills.Engine.Rules;

/// <summary>
/// <c>http</c>: posts the outputs to a validator elsewhere, which answers with <c>{"pass": …, "message": …}</c> or
/// <c>{"findings": [{"path": …, "message": …}]}</c>. Bounded in time and size; no redirect is followed; what goes wrong on the way is a failure of the rule.
/// </summary>
internal sealed class HttpRule(IHttpClientFactory clients, Uri url, TimeSpan deadline, int maxBytes, bool sendInputs) : IRule
{
    /// <summary>The name of the client, for hosts that add handlers to it.</summary>
    internal const string ClientName = "Skills.Engine.Rules";

    private const int MostFindings = 100;
    private const int MostBytes = 16 * 1024 * 1024;
    private const int PieceBytes = 16 * 1024;

    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        var text = parameters.RequireText("url");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0)
        {
            throw new RuleFormatException("The parameter 'url' must be an absolute http or https address without a user name.") { Parameter = "url" };
        }

        var seconds = parameters.Number("timeout_seconds") ?? 5;
        if (seconds is not (> 0 and <= 60))
        {
            throw new RuleFormatException("The parameter 'timeout_seconds' must be more than 0 and at most 60.") { Parameter = "timeout_seconds" };
        }

        if (setting.Services.Hosts.Refusal(url) is { } refusal)
        {
            throw new RuleFormatException(refusal) { Parameter = "url" };
        }

        var maxBytes = parameters.Count("max_bytes") ?? 64 * 1024;
        if (maxBytes is < 1 or > MostBytes)
        {
            throw new RuleFormatException(string.Create(CultureInfo.InvariantCulture, $"The parameter 'max_bytes' is {maxBytes}. It must be 1 to {MostBytes}.")) { Parameter = "max_bytes" };
        }

        return new HttpRule(setting.Services.Http, url, TimeSpan.FromSeconds(seconds), maxBytes, parameters.Flag("send_inputs"));
    }

    public async ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline);
        try
        {
            return Read(await AskAsync(context, limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unchecked(string.Create(CultureInfo.InvariantCulture, $"it did not answer within {deadline.TotalSeconds} s."));
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or InvalidDataException or IOException)
        {
            return Unchecked(failure is JsonException ? "its answer is no JSON." : failure.Message);
        }
    }

    public JsonElement? Fix(JsonElement value) => null;

    private async Task<JsonElement> AskAsync(RuleContext context, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, JsonElement> { ["skill"] = KnownJson.Element(context.Skill.Id), ["outputs"] = context.Outputs };
        if (sendInputs)
        {
            body["inputs"] = context.Inputs;
        }

        using var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, KnownJson.Default.DictionaryStringJsonElement)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it answered with status {(int)response.StatusCode}."));
        }

        return JsonElement.Parse(await ReadAsync(response.Content, cancellationToken).ConfigureAwait(false), new() { MaxDepth = 32 });
    }

    private async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var read = new MemoryStream();
            var piece = new byte[Math.Min(PieceBytes, maxBytes + 1)];
            for (int length; (length = await stream.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                if (read.Length + length > maxBytes)
                {
                    throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"its answer is longer than {maxBytes} bytes."));
                }

                read.Write(piece, 0, length);
            }

            return read.ToArray();
        }
    }

    private static RuleFinding[] Read(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object)
        {
            return Unchecked("its answer is no object.");
        }

        if (answer.TryGetProperty("findings", out var findings) && findings.ValueKind == JsonValueKind.Array)
        {
            return [.. findings.EnumerateArray().Take(MostFindings).Select(static f => new RuleFinding(Text(f, "path") ?? "", Text(f, "message") ?? "The remote validator refused it."))];
        }

        return answer.TryGetProperty("pass", out var pass) && pass.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? pass.GetBoolean() ? [] : [new("", Text(answer, "message") ?? "The remote validator refused it.")]
            : Unchecked("its answer holds neither 'pass' nor 'findings'.");
    }

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static RuleFinding[] Unchecked(string why) => [new("", $"The remote validator could not check it: {why}")];
}
