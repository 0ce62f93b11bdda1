using System.Net;

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

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Calls++;
        var content = new StreamContent(new Pieces(Body[..Math.Min(Cut, Body.Length)], PieceSize, BreaksAtCut && Cut < Body.Length));
        content.Headers.TryAddWithoutValidation("Content-Type", MediaType);
        return Task.FromResult(new HttpResponseMessage(Status) { Content = content, RequestMessage = request });
    }

    private sealed class Pieces(byte[] body, int size, bool breaks) : MemoryStream(body, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            breaks && Position == Length
                ? ValueTask.FromException<int>(new IOException("The connection broke."))
                : base.ReadAsync(buffer.Length > size ? buffer[..size] : buffer, cancellationToken);
    }
}
