internal static partial class Ambient
{
    public static WebApplicationBuilder builder => null!;
}
