export const environment = {
  issuer: 'http://localhost:4174',
  clientId: 'example',
  api: 'http://localhost:4175',
};
