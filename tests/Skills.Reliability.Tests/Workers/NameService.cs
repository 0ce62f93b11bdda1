using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Skills.Reliability.Tests.Workers;

/// <summary>Connects to providers, unless their names are not to be found. Connections are short-lived, so that each provider's name is needed again and again.</summary>
internal sealed class NameService
{
    private readonly ConcurrentDictionary<string, bool> _unknown = new(StringComparer.Ordinal);

    public void Forget(string provider, bool isUnknown) => _unknown[provider] = isUnknown;

    public SocketsHttpHandler Handler(string provider) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
        PooledConnectionLifetime = TimeSpan.FromSeconds(1),
        ConnectCallback = async (context, cancellationToken) =>
        {
            if (_unknown.GetValueOrDefault(provider))
            {
                throw new SocketException((int)SocketError.HostNotFound);
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
