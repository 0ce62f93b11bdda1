using System.Net;
using System.Text;

namespace Skills.Engine.Providers.Tests;

/// <summary>Answers every call with given bytes, in pieces of a size and up to a cut. The cut is either the plain end of the body or a broken connection.</summary>
internal sealed class ServedBody : HttpMessageHandler
{
    public byte[] Body { get; set; } = [];

    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    public string MediaType { get; set; } = "application/json";

    public int PieceSize { get; set; } = int.MaxValue;

    public int Cut { get; set; } = int.MaxValue;

    public bool BreaksAtCut { get; set; }

    public int Calls { get; private set; }

    /// <summary>A refusal that is sent once, before the body; null for none.</summary>
    public string? RefusesOnce { get; set; }

    /// <summary>A header of the answer; null for none.</summary>
    public (string Name, string Value)? Header { get; set; }

    /// <summary>What was sent, call by call.</summary>
    public List<string> Sent { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Calls++;
        Sent.Add(Cut < Body.Length ? "" : request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        if (Calls == 1 && RefusesOnce is { } refusal)
        {
            return new(HttpStatusCode.BadRequest) { Content = new StringContent(refusal, Encoding.UTF8, "application/json"), RequestMessage = request };
        }

        var content = new StreamContent(new Pieces(Body[..Math.Min(Cut, Body.Length)], PieceSize, BreaksAtCut && Cut < Body.Length));
        content.Headers.TryAddWithoutValidation("Content-Type", MediaType);
        var response = new HttpResponseMessage(Status) { Content = content, RequestMessage = request };
        if (Header is { } header)
        {
            response.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        return response;
    }

    private sealed class Pieces(byte[] body, int size, bool breaks) : MemoryStream(body, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            breaks && Position == Length
                ? ValueTask.FromException<int>(new IOException("The connection broke."))
                : base.ReadAsync(buffer.Length > size ? buffer[..size] : buffer, cancellationToken);
    }
}
