using System.Net;
using System.Net.Sockets;

namespace Skills.Engine.Redis.Tests.Connections;

internal static class Ports
{
    /// <summary>Returns a port of the loopback address that nothing listens on right now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
