using System.Globalization;

namespace Dragoman.Upstreams.Credentials.Aws;

/// <summary>What a signature holds for: a moment, a region, a service.</summary>
/// <param name="Time">When the request is sent, by the cloud's clock; it is refused five minutes off.</param>
/// <param name="Region">e.g. <c>us-east-1</c>.</param>
/// <param name="Service">e.g. <c>bedrock</c>.</param>
internal readonly record struct SigningScope(DateTimeOffset Time, string Region, string Service)
{
    /// <summary>The moment as <c>x-amz-date</c> has it.</summary>
    public string Timestamp => Time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The day.</summary>
    public string Date => Time.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary><c>day/region/service/aws4_request</c>.</summary>
    public override string ToString() => $"{Date}/{Region}/{Service}/aws4_request";
}
