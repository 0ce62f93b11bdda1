using System.Net;
using Microsoft.AspNetCore.Http;

namespace Skills.Engine.Dashboard.Security;

/// <summary>Decides whether a request was made on this machine, for this machine.</summary>
internal static class LocalRequest
{
    private const string Open = "Chain RequireAuthorization(\"policy\") to MapSkillsDashboard to open it to others.";

    // A proxy on this machine makes every request look local. These are what proxies add.
    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via"];

    /// <summary>Returns a sentence that says why the request is not local; null when it is.</summary>
    public static string? WhyNot(HttpContext http)
    {
        var (remote, here) = (http.Connection.RemoteIpAddress, http.Connection.LocalIpAddress);
        if (remote is null)
        {
            return $"The dashboard answers requests of this machine only, and the address of this one is unknown. {Open}";
        }

        if (!IPAddress.IsLoopback(remote) && !remote.Equals(here))
        {
            return $"The dashboard answers requests of this machine only. This one came from {remote}. {Open}";
        }

        if (ProxyHeaders.FirstOrDefault(http.Request.Headers.ContainsKey) is { } header)
        {
            return $"The dashboard answers requests of this machine only. This one came through a proxy: it has the header {header}. {Open}";
        }

        // Pages of other sites reach this machine through names of their own (DNS rebinding).
        return IsOwnName(http.Request.Host.Host, here)
            ? null
            : $"The dashboard answers requests to localhost only. This one was sent to another host name. {Open}";
    }

    private static bool IsOwnName(string host, IPAddress? here) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && (IPAddress.IsLoopback(address) || address.Equals(here)));
}
