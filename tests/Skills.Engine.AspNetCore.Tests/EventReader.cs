using System.Text.Json;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>An open stream of server-sent events.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventReader(HttpResponseMessage response, Stream body) => (_response, _reader) = (response, new(body));

    public int Status => (int)_response.StatusCode;

    public string? Type => _response.Content.Headers.ContentType?.MediaType;

    public static async Task<EventReader> OpenAsync(TestHost host, string path, params (string Name, string Value)[] headers)
    {
        using var request = TestHost.Request(HttpMethod.Get, path, null, headers);
        var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Returns the next event; null at the end.</summary>
    public async Task<(string Name, JsonElement Data)?> NextAsync()
    {
        string? name = null;
        while (await _reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return (name!, JsonElement.Parse(line[6..]));
            }
        }

        return null;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
