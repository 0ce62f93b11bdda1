using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Comparisons.ExtensionsAI;

internal static class Cached
{
    public static async Task<string> RunAsync(string url)
    {
        using var client = Connection.To(url).GetChatClient("gpt-5.6-luna").AsIChatClient().AsBuilder()
            .UseDistributedCache(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())))
            .Build();
        var name = "Alice";
        await client.GetResponseAsync($"Greet {name}.");
        return (await client.GetResponseAsync($"Greet {name}.")).Text;
    }
}
