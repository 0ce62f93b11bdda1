using System.Net;
using System.Net.Sockets;

namespace Skills.Engine.Rules;

/// <summary>Decides which hosts and addresses <c>http</c> rules may post to.</summary>
internal sealed class RuleHosts(SkillRuleOptions options)
{
    // Loopback, private, shared, link-local, documentation, benchmark and multicast ranges (IANA special-purpose registries).
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(static n => IPNetwork.Parse(n)),
    ];

    private bool IsRestricted => options.AllowedHosts.Count > 0;

    /// <summary>Returns why a rule may not post there; null when it may.</summary>
    public string? Refusal(Uri url) =>
        !IsRestricted || options.AllowedHosts.Any(allowed => Matches(allowed, url.IdnHost)) ? null
        : $"The host '{url.IdnHost}' of the parameter 'url' is not allowed. Add it to SkillsEngine:Rules:AllowedHosts.";

    /// <summary>The handler of the rules' HTTP client.</summary>
    public SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (IsRestricted && !options.AllowPrivateAddresses)
        {
            // A proxy would resolve the name itself, past the check of the address.
            handler.UseProxy = false;
            handler.ConnectCallback = static async (context, cancellationToken) => await ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
        }

        return handler;
    }

    /// <summary>Returns whether an address is not one of the public internet.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Special.Any(network => network.Contains(plain));
    }

    // The address that was checked is the one that is connected, so a name that changes its address gains nothing.
    private static async Task<NetworkStream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = (await Dns.GetHostAddressesAsync(target.Host, cancellationToken).ConfigureAwait(false)).Where(static a => !IsPrivate(a)).ToArray();
        if (addresses.Length == 0)
        {
            throw new HttpRequestException("its host has no public address, and SkillsEngine:Rules:AllowPrivateAddresses is off.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken).ConfigureAwait(false);
            return new(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool Matches(string allowed, string host) => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase) && host.Length > allowed.Length - 1
        : host.Trim('[', ']').Equals(allowed.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);
}
